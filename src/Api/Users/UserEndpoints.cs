using Enterprise.Api.Authentication;
using Enterprise.Api.Lists;
using Enterprise.Api.Requests;
using Enterprise.Api.Responses;
using Enterprise.Core.Editing;
using Enterprise.Core.Storage;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Enterprise.Api.Users;

internal static class UserEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/users").WithTags("Users");
        group.MapPost("/", CreateUser).WithBody<UserFields>().WithIdempotencyKey()
            .WithSummary("Creates a user.");
        group.MapGet("/", ListUsers).WithListQuery(UserList.Definition)
            .WithSummary("Lists users.");
        group.MapGet("/{id:long}", GetUser).WithItemQuery(UserList.Definition)
            .WithSummary("Returns a user.");
        group.MapPut("/{id:long}", ReplaceUser).WithBody<UserFields>().WithIfMatch()
            .WithSummary("Replaces the writable fields of a user.");
        group.MapPatch("/{id:long}", UpdateUser).WithMergePatch<UserFields>().WithIfMatch()
            .WithSummary("Changes fields of a user by a JSON merge patch.");
        group.MapDelete("/{id:long}", DeactivateUser).WithIfMatch()
            .WithSummary("Deactivates a user, whose tokens stop working.");
        group.MapGet("/{id:long}/teams", ListTeamsOfUser).WithListQuery(TeamList.Definition)
            .WithSummary("Lists the teams of which a user is a member or the manager.");
        routes.MapGet("/me", GetMe).WithTags("Users").WithItemQuery(UserList.Definition)
            .WithSummary("Returns the calling user.");
    }

    private static async Task<CreatedDocumentResult<User>> CreateUser(
        HttpContext http,
        UserService users,
        CancellationToken cancellationToken)
    {
        var (fields, key) = await RequestBody.ReadNew<UserFields>(http);
        var user = await users.Create(http.Call(), fields, key, cancellationToken);
        return new CreatedDocumentResult<User>(user, $"/users/{Ids.Text(user.Value.Id)}");
    }

    private static async Task<PageResult<User>> ListUsers(
        HttpContext http,
        UserService users,
        CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(http, UserList.Definition);
        return new PageResult<User>(await users.List(http.Call(), query.Page, cancellationToken), query);
    }

    private static async Task<DocumentResult<User>> GetUser(
        HttpContext http,
        long id,
        UserService users,
        CancellationToken cancellationToken)
    {
        var shape = ItemQuery.Shape(http, UserList.Definition);
        return new DocumentResult<User>(await users.Get(http.Call(), id, cancellationToken), shape);
    }

    private static Task<DocumentResult<User>> GetMe(
        HttpContext http,
        UserService users,
        CancellationToken cancellationToken) => GetUser(http, http.Call().Caller.UserId, users, cancellationToken);

    private static async Task<DocumentResult<User>> ReplaceUser(
        HttpContext http,
        long id,
        UserService users,
        CancellationToken cancellationToken) =>
        await Apply(http, id, await RequestBody.ReadReplacement(http), users, cancellationToken);

    private static async Task<DocumentResult<User>> UpdateUser(
        HttpContext http,
        long id,
        UserService users,
        CancellationToken cancellationToken) =>
        await Apply(http, id, await RequestBody.ReadMergePatch(http), users, cancellationToken);

    private static async Task<DocumentResult<User>> Apply(
        HttpContext http,
        long id,
        Edit edit,
        UserService users,
        CancellationToken cancellationToken) =>
        new(await users.Update(http.Call(), id, edit, EntityTags.IfMatch(http), cancellationToken));

    private static async Task<NoBodyResult> DeactivateUser(
        HttpContext http,
        long id,
        UserService users,
        CancellationToken cancellationToken)
    {
        await users.Deactivate(http.Call(), id, EntityTags.IfMatch(http), cancellationToken);
        return NoBodyResult.Instance;
    }

    private static async Task<PageResult<Team>> ListTeamsOfUser(
        HttpContext http,
        long id,
        TeamService teams,
        CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(http, TeamList.Definition);
        return new PageResult<Team>(await teams.ListOfUser(http.Call(), id, query.Page, cancellationToken), query);
    }
}

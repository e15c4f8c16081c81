using Enterprise.Api.Modules;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;

namespace Enterprise.Api.Users;

/// <summary>Users, and the roles in which other entities embed them.</summary>
internal static class UsersApi
{
    internal static ApiModule Module { get; } = new()
    {
        Name = "Users",
        Map = UserEndpoints.Map,
        Tags = [new("Users", "Users and their roles.")],
        Entities =
        [
            new(typeof(User), typeof(UserFields), ["email", "name"], []),
        ],
        Expansions =
        [
            new("owner", "owner_id", Read),
            new("manager", "manager_id", Read),
            new("user", "user_id", Read),
        ],
        Bodies =
        [
            new(typeof(UserFields), ["email", "name"], """
                { "email": "jo@company.com", "name": "Jo Developer", "role": "developer", "department": "Engineering" }
                """),
        ],
        Patches =
        [
            new(typeof(UserFields), "UserPatch", """
                { "role": "manager", "department": "Platform" }
                """),
        ],
    };

    private static async ValueTask<ReadOnlyMemory<byte>?> Read(
        IDocumentStore store,
        long id,
        CancellationToken cancellationToken) =>
        (await store.Get(UserDocuments.Type, UserDocuments.Key(id), cancellationToken))?.Json;
}

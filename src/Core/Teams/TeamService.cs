using Enterprise.Core.Access;
using Enterprise.Core.Editing;
using Enterprise.Core.Entities;
using Enterprise.Core.Idempotency;
using Enterprise.Core.Listing;
using Enterprise.Core.Problems;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;
using FluentValidation;

namespace Enterprise.Core.Teams;

/// <summary>The use cases of teams and their members.</summary>
internal sealed class TeamService(
    IDocumentStore store,
    AccessGuard guard,
    EntityWriter writer,
    UserReferences users,
    TeamReferences teams,
    IEnumerable<ITeamContent> contents,
    UniqueNameReservation names,
    IdempotencyRecordReader idempotency,
    CallerInvalidation callers)
{
    /// <summary>More teams than a query can ask for.</summary>
    private const int MostTeams = 1000;

    private static readonly UniqueName<TeamFields, Team> _name = new(
        "team-name",
        TeamDocuments.Type,
        TeamDocuments.Key,
        team => team.Name!.Trim().ToLowerInvariant(),
        new FieldError("name", "Another team has this name."));

    private static readonly Validator _validator = new();
    private static readonly MemberValidator _memberValidator = new();

    internal static EntityKind<Team> Kind { get; } = new(
        TeamDocuments.Type,
        team => TeamDocuments.Key(team.Id),
        _ => null,
        new(TeamEvents.Created, TeamEvents.Updated, TeamEvents.Deleted));

    internal static EntityKind<TeamMember> MemberKind { get; } = new(
        TeamDocuments.Members,
        member => TeamDocuments.MemberKeyOf(member.TeamId, member.UserId),
        _ => null,
        new(TeamEvents.MemberAdded, Updated: null, TeamEvents.MemberRemoved));

    /// <summary>Creates a team; a manager who names nobody else manages it.</summary>
    public async ValueTask<Document<Team>> Create(
        Call call,
        TeamFields fields,
        IdempotencyKey? key,
        CancellationToken cancellationToken)
    {
        await guard.Require(call, TeamPermissions.Create, cancellationToken);
        var earlier = await idempotency.FindCreated(call, key, Kind.Documents, TeamDocuments.Key, cancellationToken);
        if (earlier is not null)
            return earlier;

        _validator.Check(fields);
        if (call.Caller.Role == Role.Manager)
            fields = fields with { ManagerId = fields.ManagerId ?? call.Caller.UserId };
        await users.Check("manager_id", fields.ManagerId, cancellationToken);

        var id = await idempotency.Reserve(call, Kind.Name, key, cancellationToken);
        await names.ClaimOrRefuse(_name, fields, id, cancellationToken);
        var now = writer.Now();
        var team = new Team(fields) { Id = id, CreatedAt = now, UpdatedAt = now };
        var created = await writer.Create(Kind, call.Origin, team, cancellationToken);
        callers.Invalidate();
        return created ?? await Existing(id, cancellationToken);
    }

    /// <summary>Reads a team.</summary>
    public async ValueTask<Document<Team>> Get(Call call, long id, CancellationToken cancellationToken)
    {
        await guard.Require(call, CommonPermissions.Read, cancellationToken);
        return await Existing(id, cancellationToken);
    }

    /// <summary>Lists teams.</summary>
    public async ValueTask<ListPage<Team>> List(Call call, ListRequest request, CancellationToken cancellationToken)
    {
        await guard.Require(call, CommonPermissions.Read, cancellationToken);
        var query = request.Query(TeamDocuments.Type);
        return ListPage<Team>.Of(await store.Query(query, cancellationToken));
    }

    /// <summary>Lists the teams that a user is a member or the manager of.</summary>
    public async ValueTask<ListPage<Team>> ListOfUser(
        Call call,
        long userId,
        ListRequest request,
        CancellationToken cancellationToken)
    {
        await guard.Require(call, CommonPermissions.Read, cancellationToken);
        if (await store.Get(UserDocuments.Type, UserDocuments.Key(userId), cancellationToken) is null)
            throw RefusedException.NotFound();
        var joined = await TeamDocuments.TeamsOf(store, userId, MostTeams, cancellationToken);
        var own = joined.Count == 0
            ? Predicate.Nothing
            : new In(TeamDocuments.Id, [.. joined.Select(id => FieldValue.Of(id))]);
        var query = request.Query(TeamDocuments.Type) with { Where = own & request.Where };
        return ListPage<Team>.Of(await store.Query(query, cancellationToken));
    }

    /// <summary>Changes a team.</summary>
    public async ValueTask<Document<Team>> Update(
        Call call,
        long id,
        Edit edit,
        IfMatch ifMatch,
        CancellationToken cancellationToken) => await EntityWriter.Persist(async () =>
        {
            var current = await ForChange(call, id, cancellationToken);
            ifMatch.Check(current);
            var fields = edit.Apply(current.Value, TeamsJson.Default.TeamFields, TeamsJson.Default.Team);
            _validator.Check(fields);
            if (fields.ManagerId != current.Value.ManagerId)
                await users.Check("manager_id", fields.ManagerId, cancellationToken);
            var updated = current.Value.With(fields) with { UpdatedAt = writer.TimeAfter(current.Value) };
            var written = await names.Replace(
                _name,
                current.Value,
                updated,
                () => writer.Replace(Kind, call.Origin, current, updated, cancellationToken),
                cancellationToken);
            callers.Invalidate();
            return written;
        });

    /// <summary>Deletes a team that has no projects, with its memberships and channels.</summary>
    public async ValueTask Delete(Call call, long id, IfMatch ifMatch, CancellationToken cancellationToken)
    {
        var team = await EntityWriter.Persist(async () =>
        {
            var current = await ForChange(call, id, cancellationToken);
            ifMatch.Check(current);
            var members = await MembersOf(id, cancellationToken);
            var commit = writer.Begin(Kind, current.Key);
            commit.Delete(Kind, call.Origin, current);
            foreach (var content in contents)
                await content.Delete(call, id, commit, cancellationToken);
            commit.RequireRoom(members.Count * EntityCommit.WritesPerEntity, ITeamContent.TooMuch);
            foreach (var member in members)
                commit.Delete(MemberKind, call.Origin, member);
            return await commit.Save(cancellationToken) ? current.Value : null;
        });
        callers.Invalidate();
        await names.Release(_name.Scope, _name.Of(team), id, cancellationToken);
    }

    /// <summary>Adds a member.</summary>
    public async ValueTask<Document<TeamMember>> AddMember(
        Call call,
        TeamMemberFields fields,
        IdempotencyKey? key,
        CancellationToken cancellationToken)
    {
        await guard.Require(call, CommonPermissions.Read, cancellationToken);
        _memberValidator.Check(fields);
        var (teamId, userId) = (fields.TeamId!.Value, fields.UserId!.Value);
        await guard.RequireOnTeam(call, teamId, cancellationToken);
        var memberKey = TeamDocuments.MemberKeyOf(teamId, userId);
        var earlier = await idempotency.FindCreated(call, key, MemberKind.Documents, _ => memberKey, cancellationToken);
        if (earlier is not null)
            return earlier;

        await teams.Check("team_id", teamId, cancellationToken);
        await users.Check("user_id", userId, cancellationToken);

        var begun = writer.Now();
        if (key is not null)
            await idempotency.Reserve(call, MemberKind.Name, key, cancellationToken);
        var member = new TeamMember
        {
            TeamId = teamId,
            UserId = userId,
            Role = fields.Role,
            CreatedAt = writer.Now(),
        };
        var created = await writer.Create(MemberKind, call.Origin, member, cancellationToken);
        callers.Invalidate();
        if (created is not null)
            return created;
        var existing = await store.Get(MemberKind.Documents, memberKey, cancellationToken);

        // A membership made since was made by a repeat that overtook this request.
        return existing is not null && key is not null && existing.Value.CreatedAt >= begun
            ? existing
            : throw RefusedException.Conflict("user_id", "The user is a member of this team already.");
    }

    /// <summary>Lists a team's members.</summary>
    public async ValueTask<ListPage<TeamMember>> ListMembers(
        Call call,
        long teamId,
        ListRequest request,
        CancellationToken cancellationToken)
    {
        await guard.Require(call, CommonPermissions.Read, cancellationToken);
        await Existing(teamId, cancellationToken);
        var query = request.Query(TeamDocuments.Members) with { Scope = Scope.In(Partitions.OfTeam(teamId)) };
        return ListPage<TeamMember>.Of(await store.Query(query, cancellationToken));
    }

    /// <summary>Removes a member.</summary>
    public async ValueTask RemoveMember(
        Call call,
        long teamId,
        long userId,
        IfMatch ifMatch,
        CancellationToken cancellationToken)
    {
        await ForChange(call, teamId, cancellationToken);
        var member = await store.Get(
            TeamDocuments.Members,
            TeamDocuments.MemberKeyOf(teamId, userId),
            cancellationToken)
            ?? throw RefusedException.NotFound();
        ifMatch.Check(member);
        var isDeleted = await writer.Delete(MemberKind, call.Origin, member, cancellationToken);
        callers.Invalidate();
        if (!isDeleted)
            throw RefusedException.NotFound();
    }

    private async ValueTask<Document<Team>> ForChange(Call call, long id, CancellationToken cancellationToken)
    {
        await guard.Require(call, CommonPermissions.Read, cancellationToken);
        var team = await Existing(id, cancellationToken);
        await guard.RequireOnTeam(call, id, cancellationToken);
        return team;
    }

    private async ValueTask<Document<Team>> Existing(long id, CancellationToken cancellationToken) =>
        await store.Get(TeamDocuments.Type, TeamDocuments.Key(id), cancellationToken)
        ?? throw RefusedException.NotFound();

    /// <summary>The members, up to more than one commit can delete.</summary>
    private async ValueTask<IReadOnlyList<Document<TeamMember>>> MembersOf(long id, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery<TeamMember>(TeamDocuments.Members)
        {
            Scope = Scope.In(Partitions.OfTeam(id)),
            Limit = Commit.MostWrites,
        };
        return (await store.Query(query, cancellationToken)).Items;
    }

    private sealed class Validator : AbstractValidator<TeamFields>
    {
        public Validator()
        {
            RuleFor(team => team.Name).RequiredText(100);
            RuleFor(team => team.Description).OptionalText(5_000);
            RuleFor(team => team.Department).OptionalText(100);
            RuleFor(team => team.ManagerId).InclusiveBetween(1, Ids.Largest);
        }
    }

    private sealed class MemberValidator : AbstractValidator<TeamMemberFields>
    {
        public MemberValidator()
        {
            RuleFor(member => member.TeamId).NotNull().InclusiveBetween(1, Ids.Largest);
            RuleFor(member => member.UserId).NotNull().InclusiveBetween(1, Ids.Largest);
        }
    }
}

using Enterprise.Core.Access;
using Enterprise.Core.Editing;
using Enterprise.Core.Entities;
using Enterprise.Core.Idempotency;
using Enterprise.Core.Identity;
using Enterprise.Core.Listing;
using Enterprise.Core.Notifications;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;
using FluentValidation;

namespace Enterprise.Core.Teams;

/// <summary>The use cases of teams and their members.</summary>
public sealed class TeamService
{
    /// <summary>Writes that a member, a channel with its URL, and the team itself take, all in one commit.</summary>
    private const int WritesOfMember = 2;
    private const int WritesOfChannel = 3;
    private const int WritesOfTeam = 2;

    private static readonly UniqueName<TeamFields, Team> _name = new(
        "team-name",
        TeamDocuments.Type,
        TeamDocuments.Key,
        team => team.Name!.Trim().ToLowerInvariant(),
        new FieldError("name", "Another team has this name."));

    private static readonly Validator _validator = new();
    private static readonly MemberValidator _memberValidator = new();

    private readonly IDocumentStore _store;
    private readonly AccessGuard _guard;
    private readonly EntityWriter _writer;
    private readonly References _references;
    private readonly UniqueNames _names;
    private readonly IdempotencyRecords _idempotency;
    private readonly CallerDirectory _callers;

    internal TeamService(
        IDocumentStore store,
        AccessGuard guard,
        EntityWriter writer,
        References references,
        UniqueNames names,
        IdempotencyRecords idempotency,
        CallerDirectory callers)
    {
        _store = store;
        _guard = guard;
        _writer = writer;
        _references = references;
        _names = names;
        _idempotency = idempotency;
        _callers = callers;
    }

    internal static EntityKind<Team> Kind { get; } = new(TeamDocuments.Type, team => TeamDocuments.Key(team.Id), _ => null);

    internal static EntityKind<TeamMember> MemberKind { get; } = new(
        TeamDocuments.Members,
        member => TeamDocuments.MemberKeyOf(member.TeamId, member.UserId),
        _ => null);

    /// <summary>Creates a team; a manager who names nobody else manages it.</summary>
    public async ValueTask<Document<Team>> Create(
        Call call,
        TeamFields fields,
        IdempotencyKey? key,
        CancellationToken cancellationToken)
    {
        await _guard.Require(call, Permission.CreateTeam, cancellationToken);
        var earlier = await _idempotency.FindCreated(call, key, Kind.Documents, TeamDocuments.Key, cancellationToken);
        if (earlier is not null)
            return earlier;

        _validator.Check(fields);
        if (call.Caller.Role == Role.Manager)
            fields = fields with { ManagerId = fields.ManagerId ?? call.Caller.UserId };
        await _references.CheckUser("manager_id", fields.ManagerId, cancellationToken);

        var id = await _idempotency.Reserve(call, Kind.Name, key, cancellationToken);
        await _names.ClaimOrRefuse(_name, fields, id, cancellationToken);
        var now = _writer.Now();
        var team = new Team(fields) { Id = id, CreatedAt = now, UpdatedAt = now };
        var created = await _writer.Create(Kind, call.Origin, team, cancellationToken);
        _callers.Forget();
        return created ?? await Existing(id, cancellationToken);
    }

    /// <summary>Reads a team.</summary>
    public async ValueTask<Document<Team>> Get(Call call, long id, CancellationToken cancellationToken)
    {
        await _guard.Require(call, Permission.Read, cancellationToken);
        return await Existing(id, cancellationToken);
    }

    /// <summary>Lists teams.</summary>
    public async ValueTask<ListPage<Team>> List(Call call, ListRequest request, CancellationToken cancellationToken)
    {
        await _guard.Require(call, Permission.Read, cancellationToken);
        var query = request.Query(TeamDocuments.Type);
        return ListPage<Team>.Of(await _store.Query(query, cancellationToken));
    }

    /// <summary>Lists the teams that a user is a member or the manager of.</summary>
    public async ValueTask<ListPage<Team>> ListOfUser(
        Call call,
        long userId,
        ListRequest request,
        CancellationToken cancellationToken)
    {
        await _guard.Require(call, Permission.Read, cancellationToken);
        if (await _store.Get(UserDocuments.Type, UserDocuments.Key(userId), cancellationToken) is null)
            throw RefusedException.NotFound();
        var teams = await _callers.TeamsOf(userId, cancellationToken);
        var own = teams.Count == 0
            ? Predicate.Nothing
            : new In(TeamDocuments.Id, [.. teams.Select(id => FieldValue.Of(id))]);
        var query = request.Query(TeamDocuments.Type) with { Where = own & request.Where };
        return ListPage<Team>.Of(await _store.Query(query, cancellationToken));
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
            var fields = edit.Apply<TeamFields, Team>(current.Value);
            _validator.Check(fields);
            if (fields.ManagerId != current.Value.ManagerId)
                await _references.CheckUser("manager_id", fields.ManagerId, cancellationToken);
            var updated = new Team(fields)
            {
                Id = id,
                CreatedAt = current.Value.CreatedAt,
                UpdatedAt = _writer.TimeAfter(current.Value),
            };
            var written = await _names.Replace(
                _name,
                current.Value,
                updated,
                () => _writer.Replace(Kind, call.Origin, current, updated, reason: null, with: null, cancellationToken),
                cancellationToken);
            _callers.Forget();
            return written;
        });

    /// <summary>Deletes a team that has no projects, with its memberships and channels.</summary>
    public async ValueTask Delete(Call call, long id, IfMatch ifMatch, CancellationToken cancellationToken)
    {
        var team = await EntityWriter.Persist(async () =>
        {
            var current = await ForChange(call, id, cancellationToken);
            ifMatch.Check(current);
            await RequireNoProjects(id, cancellationToken);
            var members = await OfTeam(TeamDocuments.Members, id, cancellationToken);
            var channels = await OfTeam(ChannelDocuments.Type, id, cancellationToken);
            var urls = await OfTeam(ChannelDocuments.Urls, id, cancellationToken);
            if ((members.Count * WritesOfMember) + (channels.Count * WritesOfChannel) + WritesOfTeam > Commit.MostWrites)
                throw RefusedException.Conflict("The team has too many members and channels to go at once. Remove some first.");
            var isDeleted = await _writer.Delete(
                Kind,
                call.Origin,
                current,
                commit =>
                {
                    foreach (var member in members)
                        _writer.Add(commit, MemberKind, call.Origin, member.Value, after: null, member.Version, "deleted");
                    foreach (var channel in channels)
                        _writer.Add(commit, ChannelService.Kind, call.Origin, channel.Value, after: null, channel.Version, "deleted");
                    foreach (var url in urls)
                        commit.Delete(ChannelDocuments.Urls, url.Key.Id, url.Version);
                },
                cancellationToken);
            return isDeleted ? current.Value : null;
        });
        _callers.Forget();
        await _names.Release(_name.Scope, _name.Of(team), id, cancellationToken);
    }

    /// <summary>Adds a member.</summary>
    public async ValueTask<Document<TeamMember>> AddMember(
        Call call,
        TeamMemberFields fields,
        IdempotencyKey? key,
        CancellationToken cancellationToken)
    {
        await _guard.Require(call, Permission.Read, cancellationToken);
        _memberValidator.Check(fields);
        var (teamId, userId) = (fields.TeamId!.Value, fields.UserId!.Value);
        await _guard.RequireOnTeam(call, teamId, cancellationToken);
        var memberKey = TeamDocuments.MemberKeyOf(teamId, userId);
        var earlier = await _idempotency.FindCreated(call, key, MemberKind.Documents, _ => memberKey, cancellationToken);
        if (earlier is not null)
            return earlier;

        await _references.CheckTeam("team_id", teamId, cancellationToken);
        await _references.CheckUser("user_id", userId, cancellationToken);

        var begun = _writer.Now();
        if (key is not null)
            await _idempotency.Reserve(call, MemberKind.Name, key, cancellationToken);
        var member = new TeamMember
        {
            TeamId = teamId,
            UserId = userId,
            Role = fields.Role,
            CreatedAt = _writer.Now(),
        };
        var created = await _writer.Create(MemberKind, call.Origin, member, cancellationToken);
        _callers.Forget();
        if (created is not null)
            return created;
        var existing = await _store.Get(MemberKind.Documents, memberKey, cancellationToken);

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
        await _guard.Require(call, Permission.Read, cancellationToken);
        await Existing(teamId, cancellationToken);
        var query = request.Query(TeamDocuments.Members) with { Scope = Scope.In(TeamDocuments.Partition(teamId)) };
        return ListPage<TeamMember>.Of(await _store.Query(query, cancellationToken));
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
        var member = await _store.Get(TeamDocuments.Members, TeamDocuments.MemberKeyOf(teamId, userId), cancellationToken)
            ?? throw RefusedException.NotFound();
        ifMatch.Check(member);
        var isDeleted = await _writer.Delete(MemberKind, call.Origin, member, with: null, cancellationToken);
        _callers.Forget();
        if (!isDeleted)
            throw RefusedException.NotFound();
    }

    private async ValueTask<Document<Team>> ForChange(Call call, long id, CancellationToken cancellationToken)
    {
        await _guard.Require(call, Permission.Read, cancellationToken);
        var team = await Existing(id, cancellationToken);
        await _guard.RequireOnTeam(call, id, cancellationToken);
        return team;
    }

    private async ValueTask<Document<Team>> Existing(long id, CancellationToken cancellationToken) =>
        await _store.Get(TeamDocuments.Type, TeamDocuments.Key(id), cancellationToken) ?? throw RefusedException.NotFound();

    /// <summary>What belongs to a team, up to more than one commit can delete.</summary>
    private async ValueTask<IReadOnlyList<Document<T>>> OfTeam<T>(DocumentType<T> type, long id, CancellationToken cancellationToken)
        where T : class
    {
        var query = new DocumentQuery<T>(type) { Scope = Scope.In(TeamDocuments.Partition(id)), Limit = Commit.MostWrites };
        return (await _store.Query(query, cancellationToken)).Items;
    }

    private async ValueTask RequireNoProjects(long id, CancellationToken cancellationToken)
    {
        var projects = await _store.Query(
            new DocumentQuery<Project>(ProjectDocuments.Type)
            {
                Where = Predicate.Equal(ProjectDocuments.TeamId, FieldValue.Of(id)),
                Limit = 1,
            },
            cancellationToken);
        if (projects.Items.Count > 0)
            throw RefusedException.Conflict("The team has projects. Give them to another team first.");
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

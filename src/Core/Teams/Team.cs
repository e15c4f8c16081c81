using System.Text.Json.Serialization;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Teams;

/// <summary>What callers set of a team.</summary>
public record TeamFields
{
    /// <summary>Unique whatever its case.</summary>
    public string? Name { get; init; }

    public string? Description { get; init; }

    public string? Department { get; init; }

    /// <summary>The user who manages it, and may act on its projects as their owner may.</summary>
    public long? ManagerId { get; init; }
}

/// <summary>People who work on projects together.</summary>
public sealed record Team : TeamFields, IEntity
{
    [JsonConstructor]
    public Team()
    {
    }

    internal Team(TeamFields fields)
        : base(fields)
    {
    }

    /// <inheritdoc/>
    [JsonPropertyOrder(-1)]
    public long Id { get; init; }

    /// <inheritdoc/>
    [JsonPropertyOrder(1)]
    public DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc/>
    [JsonPropertyOrder(1)]
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The team with other fields; what callers don't set stays.</summary>
    internal Team With(TeamFields fields) => new(fields) { Id = Id, CreatedAt = CreatedAt, UpdatedAt = UpdatedAt };
}

/// <summary>What a member is to the team.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<TeamRole>))]
public enum TeamRole
{
    Member,
    Lead,
}

/// <summary>What callers send to add a member.</summary>
/// <remarks>
/// What has a default has a setter: the JSON source generator writes every init property, whether it was sent or not.
/// </remarks>
public record TeamMemberFields
{
    public long? TeamId { get; init; }

    public long? UserId { get; init; }

    public TeamRole Role { get; set; } = TeamRole.Member;
}

/// <summary>A user's membership of a team.</summary>
public sealed record TeamMember : IEntity
{
    public long TeamId { get; init; }

    public long UserId { get; init; }

    public TeamRole Role { get; init; }

    /// <inheritdoc/>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>A membership is known by its team and its user; the trail files it under the team.</summary>
    [JsonIgnore]
    public long Id => TeamId;

    /// <summary>It is never changed, only added and removed.</summary>
    [JsonIgnore]
    public DateTimeOffset UpdatedAt => CreatedAt;
}

/// <summary>How teams and their members are kept: in one partition a team.</summary>
public static class TeamDocuments
{
    public static readonly Field Id = new("id", FieldKind.Integer);
    public static readonly Field Name = new("name", FieldKind.Text);
    public static readonly Field Department = new("department", FieldKind.Text);
    public static readonly Field ManagerId = new("manager_id", FieldKind.Integer);
    public static readonly Field CreatedAt = new("created_at", FieldKind.Integer);

    public static readonly DocumentType<Team> Type = new(
        Container.Directory,
        "team",
        TeamsJson.Default.Team,
        (Id, team => FieldValue.Of(team.Id)),
        (Name, team => FieldValue.Of(team.Name?.ToLowerInvariant())),
        (Department, team => FieldValue.Of(team.Department)),
        (ManagerId, team => FieldValue.Of(team.ManagerId)),
        (CreatedAt, team => FieldValue.Of(team.CreatedAt)))
    {
        Indexes =
        [
            new(new Order(Id)),
            new(new Order(Name), new Order(Id)),
            new(new Order(Department), new Order(Id)),
            new(new Order(ManagerId), new Order(Id)),
            new(new Order(CreatedAt), new Order(Id)),
        ],
    };

    /// <summary>A text that is unique among all memberships.</summary>
    public static readonly Field MemberKey = new("key", FieldKind.Text);
    public static readonly Field MemberUserId = new("user_id", FieldKind.Integer);
    public static readonly Field MemberRole = new("role", FieldKind.Integer);

    public static readonly DocumentType<TeamMember> Members = new(
        Container.Directory,
        "team_member",
        TeamsJson.Default.TeamMember,
        (MemberKey, member => FieldValue.Of($"{Ids.Text(member.TeamId)}:{Ids.Text(member.UserId)}")),
        (MemberUserId, member => FieldValue.Of(member.UserId)),
        (MemberRole, member => FieldValue.Of((long)member.Role)))
    {
        Indexes =
        [
            new(new Order(MemberUserId), new Order(MemberKey)),
            DocumentIndex.InPartition(new Order(MemberUserId), new Order(MemberKey)),
        ],
    };

    /// <summary>Where a team is kept.</summary>
    public static DocumentKey Key(long id) => new(Partitions.OfTeam(id), Ids.Text(id));

    /// <summary>Where a membership is kept.</summary>
    public static DocumentKey MemberKeyOf(long teamId, long userId) => new(Partitions.OfTeam(teamId), Ids.Text(userId));

    /// <summary>The teams that a user is a member of, at most as many as asked for.</summary>
    internal static ValueTask<IReadOnlyList<long>> JoinedBy(
        IDocumentStore store,
        long userId,
        int limit,
        CancellationToken cancellationToken) =>
        Find(store, Members, MemberUserId, userId, member => member.TeamId, limit, cancellationToken);

    /// <summary>The teams that a user manages, at most as many as asked for.</summary>
    internal static ValueTask<IReadOnlyList<long>> ManagedBy(
        IDocumentStore store,
        long userId,
        int limit,
        CancellationToken cancellationToken) =>
        Find(store, Type, ManagerId, userId, team => team.Id, limit, cancellationToken);

    /// <summary>The teams that a user is a member or the manager of, at most so many of each.</summary>
    internal static async ValueTask<IReadOnlySet<long>> TeamsOf(
        IDocumentStore store,
        long userId,
        int limit,
        CancellationToken cancellationToken)
    {
        var joined = await JoinedBy(store, userId, limit, cancellationToken);
        var managed = await ManagedBy(store, userId, limit, cancellationToken);
        return joined.Concat(managed).ToHashSet();
    }

    /// <summary>The user who manages a team; null when nobody does, and when there is no such team.</summary>
    internal static async ValueTask<long?> ManagerOf(
        IDocumentStore store,
        long id,
        CancellationToken cancellationToken) =>
        (await store.Get(Type, Key(id), cancellationToken))?.Value.ManagerId;

    private static async ValueTask<IReadOnlyList<long>> Find<T>(
        IDocumentStore store,
        DocumentType<T> type,
        Field user,
        long userId,
        Func<T, long> teamOf,
        int limit,
        CancellationToken cancellationToken)
        where T : class
    {
        var query = new DocumentQuery<T>(type)
        {
            Where = Predicate.Equal(user, FieldValue.Of(userId)),
            Limit = limit,
        };
        var page = await store.Query(query, cancellationToken);
        return [.. page.Items.Select(item => teamOf(item.Value))];
    }
}

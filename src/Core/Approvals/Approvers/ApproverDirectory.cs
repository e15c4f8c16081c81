using Enterprise.Core.Access;
using Enterprise.Core.Storage;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;

namespace Enterprise.Core.Approvals.Approvers;

/// <summary>Whom references to approvers name today: active users with the role manager or admin.</summary>
internal sealed class ApproverDirectory(IDocumentStore store)
{
    /// <summary>
    /// The most teams of a user that are considered, as member and as manager each; more than a list can request.
    /// </summary>
    internal const int MostTeams = 300;

    private const int MembersPerPage = 500;
    private const int MostMemberPages = 20;

    /// <summary>Whether a user may be an approver at all.</summary>
    public static bool IsApprover(User user) => user is { IsActive: true, Role: >= Role.Manager };

    /// <summary>Why a user can't be an approver; null when they can.</summary>
    internal static string? Complaint(long id, User? user) => user switch
    {
        null => $"There is no user {Ids.Text(id)}.",
        { IsActive: false } => $"The user {Ids.Text(id)} is not active.",
        _ when !IsApprover(user) => $"The user {Ids.Text(id)} is neither a manager nor an administrator.",
        _ => null,
    };

    /// <summary>The approvers that a reference names, at most as many as asked for.</summary>
    public async ValueTask<IReadOnlyList<User>> People(
        ApproverReference reference,
        int limit,
        CancellationToken cancellationToken) =>
        reference.Kind switch
        {
            ApproverReferenceKind.User => await One(reference.Id, cancellationToken),
            ApproverReferenceKind.Role => await WithRole(reference.LowestRole, limit, cancellationToken),
            ApproverReferenceKind.Team => await InTeam(reference.Id, limit, cancellationToken),
            _ => await One(await ManagerOf(reference.Id, cancellationToken), cancellationToken),
        };

    /// <summary>Whether a reference names the user.</summary>
    public async ValueTask<bool> Includes(
        ApproverReference reference,
        User user,
        CancellationToken cancellationToken) =>
        IsApprover(user) && reference.Kind switch
        {
            ApproverReferenceKind.User => reference.Id == user.Id,
            ApproverReferenceKind.Role => user.Role >= reference.LowestRole,
            ApproverReferenceKind.Team =>
                await ManagerOf(reference.Id, cancellationToken) == user.Id
                || await IsMember(reference.Id, user.Id, cancellationToken),
            _ => await ManagerOf(reference.Id, cancellationToken) == user.Id,
        };

    /// <summary>Every reference that names the user; none of a user who may not be an approver.</summary>
    public async ValueTask<IReadOnlyList<ApproverReference>> ReferencesOf(
        User user,
        CancellationToken cancellationToken)
    {
        if (!IsApprover(user))
            return [];
        var joined = await TeamDocuments.JoinedBy(store, user.Id, MostTeams, cancellationToken);
        var managed = await TeamDocuments.ManagedBy(store, user.Id, MostTeams, cancellationToken);
        return
        [
            ApproverReference.User(user.Id),
            .. Enum.GetValues<Role>().Where(role => role <= user.Role).Select(ApproverReference.Role),
            .. joined.Union(managed).Select(ApproverReference.Team),
            .. managed.Select(ApproverReference.TeamManager),
        ];
    }

    private async ValueTask<IReadOnlyList<User>> One(long? userId, CancellationToken cancellationToken) =>
        userId is { } id
        && await store.Get(UserDocuments.Type, UserDocuments.Key(id), cancellationToken) is { } user
        && IsApprover(user.Value)
            ? [user.Value]
            : [];

    private ValueTask<IReadOnlyList<User>> WithRole(Role role, int limit, CancellationToken cancellationToken) =>
        Approvers(AtLeast(role > Role.Manager ? role : Role.Manager), limit, cancellationToken);

    /// <summary>
    /// A team's approvers, searched page by page among its members: most of them may be developers.
    /// </summary>
    private async ValueTask<IReadOnlyList<User>> InTeam(
        long teamId,
        int limit,
        CancellationToken cancellationToken)
    {
        var people = new List<User>(await One(await ManagerOf(teamId, cancellationToken), cancellationToken));
        var query = new DocumentQuery<TeamMember>(TeamDocuments.Members)
        {
            Scope = Scope.In(Partitions.OfTeam(teamId)),
            Sort = [new Order(TeamDocuments.MemberUserId)],
            Limit = MembersPerPage,
        };
        for (var round = 0; round < MostMemberPages && people.Count < limit; round++)
        {
            var page = await store.Query(query, cancellationToken);
            if (page.Items.Count > 0)
            {
                var ids = new In(
                    UserDocuments.Id,
                    [.. page.Items.Select(member => FieldValue.Of(member.Value.UserId))]);
                var found = await Approvers(ids & AtLeast(Role.Manager), MembersPerPage, cancellationToken);
                people.AddRange(found.Where(user => !people.Exists(known => known.Id == user.Id)));
            }

            if (!page.HasMore)
                break;
            query = query with { After = page.Next };
        }

        return [.. people.Take(limit)];
    }

    private async ValueTask<IReadOnlyList<User>> Approvers(
        Predicate condition,
        int limit,
        CancellationToken cancellationToken)
    {
        var page = await store.Query(
            new DocumentQuery<User>(UserDocuments.Type)
            {
                Where = condition & Predicate.Equal(UserDocuments.IsActive, FieldValue.Of(true)),
                Sort = [new Order(UserDocuments.Role)],
                Limit = limit,
            },
            cancellationToken);
        return [.. page.Items.Select(user => user.Value)];
    }

    private ValueTask<long?> ManagerOf(long teamId, CancellationToken cancellationToken) =>
        TeamDocuments.ManagerOf(store, teamId, cancellationToken);

    private async ValueTask<bool> IsMember(long teamId, long userId, CancellationToken cancellationToken) =>
        await store.Get(TeamDocuments.Members, TeamDocuments.MemberKeyOf(teamId, userId), cancellationToken)
            is not null;

    private static Compare AtLeast(Role role) =>
        new(UserDocuments.Role, Comparison.GreaterOrEqual, FieldValue.Of((long)role));
}

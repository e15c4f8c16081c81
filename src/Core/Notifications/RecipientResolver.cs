using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Approvals.Delegations;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Auditing;
using Enterprise.Core.Projects;
using Enterprise.Core.Storage;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;

namespace Enterprise.Core.Notifications;

/// <summary>Finds the people who are told of something, each once, and nobody who may not know.</summary>
internal sealed class RecipientResolver(IDocumentStore store, ApproverDirectory approvers, TimeProvider time)
{
    /// <summary>How many people are told of one change.</summary>
    internal const int Most = 200;

    /// <summary>
    /// Whether a person may see the project, apart from its visibility; the network is not known here.
    /// </summary>
    internal static bool MayBeTold(User user, Project project) =>
        user.IsActive
        && (user.Role == Role.Admin || user.EffectiveClearance >= project.SecurityLevel)
        && (project.AllowedDomains.Count == 0 || project.AllowedDomains.Contains(user.EmailDomain));

    /// <summary>
    /// Whether a team's channels are told of a project. Nobody knows who reads there, so that they are not told of what
    /// not everybody in a team may know.
    /// </summary>
    internal static bool MayTeamBeTold(Project project) =>
        project.Visibility != Visibility.Private
        && project.SecurityLevel < Access.SecurityLevel.Restricted
        && project.AllowedDomains.Count == 0;

    /// <summary>The people, those first who are meant in person.</summary>
    internal async ValueTask<IReadOnlyList<User>> Of(Subject subject, CancellationToken cancellationToken)
    {
        var audience = subject.Announcement.Audience;
        var people = new List<User>();
        if (audience.HasFlag(Audience.Requester) && subject.Approval is { } approval)
            people.AddRange(await One(approval.RequestedBy, cancellationToken));
        if (audience.HasFlag(Audience.Owner))
            people.AddRange(await Owner(subject.Project, cancellationToken));
        if (audience.HasFlag(Audience.Approvers))
            people.AddRange(await Approvers(subject, cancellationToken));
        if (audience.HasFlag(Audience.Administrators))
            people.AddRange(await Administrators(cancellationToken));
        return
        [
            .. people
                .DistinctBy(user => user.Id)
                .Where(user => MayBeTold(user, subject.Project) && !IsOwnAct(user, subject))
                .Take(Most),
        ];
    }

    /// <summary>Whoever is asked to decide is told, even if it was they who brought it about.</summary>
    private static bool IsOwnAct(User user, Subject subject) =>
        !subject.Announcement.IsAsking && subject.Change.UserId == user.Id;

    /// <summary>
    /// The people whom the references name, and their delegates; without the requester and those who voted, who have
    /// nothing left to decide.
    /// </summary>
    private async ValueTask<IReadOnlyList<User>> Approvers(Subject subject, CancellationToken cancellationToken)
    {
        var people = new List<User>();
        foreach (var text in subject.Change.NewTexts(ApprovalEvents.Approvers).Distinct(StringComparer.Ordinal))
        {
            if (people.Count < Most)
                people.AddRange(await approvers.People(ApproverReference.Parse(text), Most, cancellationToken));
        }

        if (subject.Approval is not { } approval)
            return people;
        var spent = Quorums.Spent(approval);
        people.RemoveAll(user => spent.Contains(user.Id));
        var delegates = await DelegatesOf(people, cancellationToken);
        return [.. people, .. delegates.Where(user => !spent.Contains(user.Id))];
    }

    private async ValueTask<IReadOnlyList<User>> DelegatesOf(
        IReadOnlyList<User> people,
        CancellationToken cancellationToken)
    {
        if (people.Count == 0)
            return [];
        var ids = people.Take(Most).Select(user => FieldValue.Of(user.Id)).Distinct();
        var delegations = await store.Query(
            new DocumentQuery<Delegation>(DelegationDocuments.Type)
            {
                Scope = Scope.In(DelegationDocuments.Partition),
                Where = new In(DelegationDocuments.FromUserId, [.. ids]) & DelegationDocuments.At(time.GetUtcNow()),
                Limit = Most,
            },
            cancellationToken);
        var delegates = new List<User>();
        foreach (var userId in delegations.Items.Select(delegation => delegation.Value.ToUserId).Distinct())
            delegates.AddRange((await One(userId, cancellationToken)).Where(ApproverDirectory.IsApprover));
        return delegates;
    }

    /// <summary>The owner; when they have left the team's manager; and when there is none the administrators.</summary>
    private async ValueTask<IReadOnlyList<User>> Owner(Project project, CancellationToken cancellationToken)
    {
        var owner = await One(project.OwnerId, cancellationToken);
        if (owner.Count > 0 || project.TeamId is not { } teamId)
            return owner.Count > 0 ? owner : await Administrators(cancellationToken);
        var manager = await One(await TeamDocuments.ManagerOf(store, teamId, cancellationToken), cancellationToken);
        return manager.Count > 0 ? manager : await Administrators(cancellationToken);
    }

    private ValueTask<IReadOnlyList<User>> Administrators(CancellationToken cancellationToken) =>
        approvers.People(ApproverReference.Role(Role.Admin), Most, cancellationToken);

    /// <summary>The user, if they have not left.</summary>
    private async ValueTask<IReadOnlyList<User>> One(long? userId, CancellationToken cancellationToken) =>
        userId is { } id
        && await store.Get(
            UserDocuments.Type,
            UserDocuments.Key(id),
            cancellationToken) is { Value: { IsActive: true } user }
            ? [user]
            : [];
}

using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;

namespace Enterprise.Core.Approvals.Process;

/// <summary>Finds out whom the groups of an approval name at the moment.</summary>
internal sealed class ApproverResolver(IDocumentStore store, ApproverDirectory directory)
{
    /// <summary>The facts for a decision on these stages.</summary>
    /// <param name="stages">The stages; those that are closed need no facts.</param>
    /// <param name="teamId">The project's team.</param>
    /// <param name="actors">Who is about to decide, and in whose place.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    internal async ValueTask<ResolvedApprovers> Of(
        IReadOnlyList<ApprovalStage> stages,
        long? teamId,
        IEnumerable<long> actors,
        CancellationToken cancellationToken)
    {
        var voters = stages.SelectMany(stage => stage.Votes).SelectMany(Quorums.Persons);
        var concerned = await Users(voters.Concat(actors), cancellationToken);

        // So many people of each group that nobody else could make a difference: those who can't vote any more, and one
        // for each vote.
        var enough = Quorums.Asked(stages) + stages.Sum(stage => 2 * stage.Votes.Count) + 1;
        var known = new Dictionary<ApproverReference, IReadOnlySet<long>>();
        var members = new Dictionary<GroupPlace, IReadOnlySet<long>>();
        foreach (var (place, group) in Groups(stages))
        {
            var people = new HashSet<long>();
            foreach (var reference in ApproverReference.Of(group, teamId))
            {
                if (!known.TryGetValue(reference, out var found))
                    known[reference] = found = await Members(reference, concerned, enough, cancellationToken);
                people.UnionWith(found);
            }

            members[place] = people;
        }

        return new ResolvedApprovers
        {
            TeamId = teamId,
            Members = members,
            Deciders = concerned.Where(ApproverDirectory.IsApprover).Select(user => user.Id).ToHashSet(),
        };
    }

    private static IEnumerable<(GroupPlace Place, ApproverGroup Group)> Groups(IReadOnlyList<ApprovalStage> stages)
    {
        foreach (var (index, stage) in stages.Index())
        {
            if (stage.Status is StageState.Approved or StageState.Closed)
                continue;
            foreach (var (place, group) in stage.Groups.Index())
                yield return (new GroupPlace(index, place), group);
            if (stage.EscalateTo is { } others)
                yield return (new GroupPlace(index, GroupPlace.Escalation), others);
        }
    }

    private async ValueTask<IReadOnlySet<long>> Members(
        ApproverReference reference,
        IReadOnlyList<User> concerned,
        int enough,
        CancellationToken cancellationToken)
    {
        var people = await directory.People(reference, enough, cancellationToken);
        var members = people.Select(user => user.Id).ToHashSet();
        foreach (var user in concerned.Where(user => !members.Contains(user.Id)))
        {
            if (await directory.Includes(reference, user, cancellationToken))
                members.Add(user.Id);
        }

        return members;
    }

    private async ValueTask<IReadOnlyList<User>> Users(IEnumerable<long> ids, CancellationToken cancellationToken)
    {
        var users = new List<User>();
        foreach (var id in ids.Distinct())
        {
            if (await store.Get(UserDocuments.Type, UserDocuments.Key(id), cancellationToken) is { } user)
                users.Add(user.Value);
        }

        return users;
    }
}

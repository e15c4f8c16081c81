namespace Enterprise.Core.Approvals.Process;

/// <summary>
/// Whether votes give every group its quorum. A person's vote counts in one group only, so this is a matching of votes
/// to the quorums, and the order of the votes makes no difference.
/// </summary>
internal static class Quorums
{
    /// <summary>The votes that count for what is open.</summary>
    internal static IReadOnlyList<Vote> OpenVotes(Approval approval) =>
        [.. Stages(approval, StageState.Open).SelectMany(index => approval.Stages[index].Votes)];

    /// <summary>The places of the stages of a state.</summary>
    internal static IReadOnlyList<int> Stages(Approval approval, StageState state) =>
        [.. approval.Stages.Index().Where(stage => stage.Item.Status == state).Select(stage => stage.Index)];

    /// <summary>Whether the votes give every group of these stages its quorum.</summary>
    internal static bool AreReached(Approval approval, IReadOnlyList<int> stages, ResolvedApprovers facts)
    {
        var votes = OpenVotes(approval);
        var slots = Slots(approval, stages);
        return Match(slots, votes.Count, (slot, vote) => Counts(approval, facts, slot, votes[vote]))
            .All(vote => vote >= 0);
    }

    /// <summary>
    /// The votes that one open stage needs, by their place in <see cref="OpenVotes"/>, chosen so that as many others as
    /// possible are left for the other open stages.
    /// </summary>
    internal static IReadOnlySet<int> VotesFor(Approval approval, int stage, ResolvedApprovers facts)
    {
        var votes = OpenVotes(approval);
        IReadOnlyList<int> order = [stage, .. Stages(approval, StageState.Open).Where(other => other != stage)];
        var slots = Slots(approval, order);
        var matched = Match(slots, votes.Count, (slot, vote) => Counts(approval, facts, slot, votes[vote]));
        return slots.Zip(matched)
            .Where(pair => pair.First.Stage == stage && pair.Second >= 0)
            .Select(pair => pair.Second)
            .ToHashSet();
    }

    /// <summary>Whether there are people enough to give every group that is left its quorum.</summary>
    internal static bool CanBeReached(Approval approval, ResolvedApprovers facts)
    {
        IReadOnlyList<int> left = [.. Stages(approval, StageState.Open), .. Stages(approval, StageState.Waiting)];
        var votes = OpenVotes(approval);
        var spent = Spent(approval);
        var free = facts.Members.Where(group => left.Contains(group.Key.Stage))
            .SelectMany(group => group.Value)
            .Where(person => !spent.Contains(person));
        IReadOnlyList<long> people =
        [
            .. votes
                .Where(vote => IsValid(approval, facts, vote))
                .Select(Principal)
                .Concat(free)
                .Distinct(),
        ];
        var slots = Slots(approval, left);
        return Match(slots, people.Count, (slot, person) => facts.Names(approval.Stages, slot, people[person]))
            .All(person => person >= 0);
    }

    /// <summary>How many votes an approval requires in all.</summary>
    internal static int Asked(IReadOnlyList<ApprovalStage> stages) =>
        stages.Sum(stage => stage.Groups.Sum(group => group.Quorum));

    /// <summary>Whose vote it is by the rules: the one in whose place it was given.</summary>
    internal static long Principal(Vote vote) => vote.OnBehalfOf ?? vote.UserId;

    /// <summary>The people whom a vote uses up.</summary>
    internal static IEnumerable<long> Persons(Vote vote) =>
        vote.OnBehalfOf is { } other ? [vote.UserId, other] : [vote.UserId];

    /// <summary>The people of whom nothing more is wanted: who asked, and whom the votes used up.</summary>
    internal static IReadOnlySet<long> Spent(Approval approval) =>
        approval.Stages.SelectMany(stage => stage.Votes).SelectMany(Persons).Append(approval.RequestedBy).ToHashSet();

    private static bool Counts(Approval approval, ResolvedApprovers facts, GroupPlace slot, Vote vote) =>
        vote.Decision == Decision.Approve
        && IsValid(approval, facts, vote)
        && facts.Names(approval.Stages, slot, Principal(vote));

    /// <summary>
    /// Whether a vote still counts: not if its voter has left or may no longer decide, or if it is the requester's.
    /// </summary>
    private static bool IsValid(Approval approval, ResolvedApprovers facts, Vote vote) =>
        facts.Deciders.Contains(vote.UserId) && !Persons(vote).Contains(approval.RequestedBy);

    private static List<GroupPlace> Slots(Approval approval, IReadOnlyList<int> stages) =>
    [
        .. from stage in stages
           from @group in approval.Stages[stage].Groups.Index()
           from _ in Enumerable.Range(0, @group.Item.Quorum)
           select new GroupPlace(stage, @group.Index),
    ];

    /// <summary>
    /// A maximum matching (Kuhn): for each slot a candidate, or -1. A slot that was filled stays filled, so earlier
    /// slots have priority.
    /// </summary>
    private static int[] Match(IReadOnlyList<GroupPlace> slots, int candidates, Func<GroupPlace, int, bool> fits)
    {
        var slotOf = new int[candidates];
        Array.Fill(slotOf, -1);
        for (var slot = 0; slot < slots.Count; slot++)
            Fill(slot, new bool[candidates]);

        var candidateOf = new int[slots.Count];
        Array.Fill(candidateOf, -1);
        foreach (var (candidate, slot) in slotOf.Index())
        {
            if (slot >= 0)
                candidateOf[slot] = candidate;
        }

        return candidateOf;

        bool Fill(int slot, bool[] tried)
        {
            for (var candidate = 0; candidate < candidates; candidate++)
            {
                if (tried[candidate] || !fits(slots[slot], candidate))
                    continue;
                tried[candidate] = true;
                if (slotOf[candidate] >= 0 && !Fill(slotOf[candidate], tried))
                    continue;
                slotOf[candidate] = slot;
                return true;
            }

            return false;
        }
    }
}

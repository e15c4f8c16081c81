namespace Enterprise.Core.Approvals.Process;

/// <summary>A group of an approval's stage, or with <see cref="Escalation"/> whom the stage is escalated to.</summary>
internal readonly record struct GroupPlace(int Stage, int Group)
{
    internal const int Escalation = -1;
}

/// <summary>
/// Whom the groups name at the moment of an event. Of large groups only as many people as a decision can depend on:
/// those who voted or are about to, and as many others as there are votes to give.
/// </summary>
internal sealed record ResolvedApprovers
{
    /// <summary>The project's team, whose manager a group may be.</summary>
    public long? TeamId { get; init; }

    /// <summary>The people of each group who may decide.</summary>
    public IReadOnlyDictionary<GroupPlace, IReadOnlySet<long>> Members { get; init; } =
        new Dictionary<GroupPlace, IReadOnlySet<long>>();

    /// <summary>Those who voted or are about to, and may: active managers and administrators.</summary>
    public IReadOnlySet<long> Deciders { get; init; } = new HashSet<long>();

    /// <summary>Whether a person may decide for a group of a stage; those whom it is escalated to for each.</summary>
    internal bool Names(IReadOnlyList<ApprovalStage> stages, GroupPlace place, long userId) =>
        IsMember(place, userId)
        || (stages[place.Stage].EscalatedAt is not null
            && IsMember(place with { Group = GroupPlace.Escalation }, userId));

    /// <summary>Whether a person may decide for any group of a stage.</summary>
    internal bool Names(IReadOnlyList<ApprovalStage> stages, int stage, long userId) =>
        Enumerable
            .Range(0, stages[stage].Groups.Count)
            .Any(group => Names(stages, new GroupPlace(stage, group), userId));

    private bool IsMember(GroupPlace place, long userId) =>
        Members.TryGetValue(place, out var members) && members.Contains(userId);
}

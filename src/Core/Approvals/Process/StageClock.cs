namespace Enterprise.Core.Approvals.Process;

/// <summary>What is due when, in a stage and in an approval.</summary>
internal static class StageClock
{
    /// <summary>How often a pending approval is looked at when nothing else is due.</summary>
    internal static readonly TimeSpan Rounds = TimeSpan.FromHours(24);

    /// <summary>The stage as it begins.</summary>
    internal static ApprovalStage Open(ApprovalStage stage, DateTimeOffset at) => Reset(stage) with
    {
        Status = StageState.Open,
        OpenedAt = at,
        Deadline = at + Hours(stage.DeadlineHours),
    };

    /// <summary>The stage as it was before anything happened in it.</summary>
    internal static ApprovalStage Reset(ApprovalStage stage) => stage with
    {
        Status = StageState.Waiting,
        Votes = [],
        OpenedAt = null,
        Deadline = null,
        RemindedAt = null,
        EscalatedAt = null,
        ClosedAt = null,
    };

    /// <summary>The stage in the hands of those whom it is escalated to.</summary>
    internal static ApprovalStage Escalate(ApprovalStage stage, DateTimeOffset at) => stage with
    {
        EscalatedAt = at,
        RemindedAt = null,
        Deadline = at + Hours(stage.EscalationHours ?? stage.DeadlineHours),
    };

    /// <summary>The time of the last reminder that is due and was not sent; null when there is none.</summary>
    internal static DateTimeOffset? ReminderDue(ApprovalStage stage, DateTimeOffset now) =>
        RemindersLeft(stage).Where(time => time <= now).Select(time => (DateTimeOffset?)time).Max();

    /// <summary>When the clock next has to look at an approval, later than now; null for never.</summary>
    internal static DateTimeOffset? NextDue(Approval approval, DateTimeOffset now)
    {
        if (approval.Status == ApprovalState.Overridden)
            return approval.Override is { LapsedAt: null, ExpiresAt: var end } ? end : null;
        if (approval.Status != ApprovalState.Pending)
            return null;

        // The rounds are counted from the creation, so that it makes no difference when somebody looked last.
        var rounds = Math.Floor((now - approval.CreatedAt) / Rounds) + 1;
        var times = approval.Stages.Where(stage => stage.Status == StageState.Open)
            .SelectMany(stage => RemindersLeft(stage).Append(stage.Deadline ?? DateTimeOffset.MaxValue))
            .Append(approval.CreatedAt + (rounds * Rounds));
        return times.Where(time => time > now).Min();
    }

    private static IEnumerable<DateTimeOffset> RemindersLeft(ApprovalStage stage)
    {
        if (stage is not { Status: StageState.Open, Deadline: { } deadline })
            return [];
        var since = stage.RemindedAt ?? stage.EscalatedAt ?? stage.OpenedAt;
        return stage.ReminderHours
            .Select(hours => deadline - TimeSpan.FromHours(hours))
            .Where(time => time > since && time < deadline);
    }

    private static TimeSpan? Hours(int? hours) => hours is { } number ? TimeSpan.FromHours(number) : null;
}

using Enterprise.Core.Approvals.Process;

namespace Enterprise.Core.Approvals.Policies;

/// <summary>What an approval keeps of the policies in force when it is asked for.</summary>
internal static class PolicySnapshot
{
    /// <summary>The stages of the policies, in their order; open at once only if every policy says so.</summary>
    internal static ApprovalPlan Of(IReadOnlyList<ApprovalPolicy> policies) => new(
        [.. policies.Select(policy => policy.Name ?? "")],
        policies.All(policy => policy.IsParallel),
        [.. policies.SelectMany(policy => policy.Stages.Select(stage => Of(policy, stage)))]);

    private static ApprovalStage Of(ApprovalPolicy policy, PolicyStage stage)
    {
        var action = stage.OnDeadline == DeadlineAction.Approve && !policy.AllowsApprovalByDeadline
            ? DeadlineAction.Expire
            : stage.OnDeadline;
        return new ApprovalStage
        {
            Name = stage.Name,
            Status = StageState.Waiting,
            Groups = stage.Groups,
            DeadlineHours = stage.DeadlineHours,
            ReminderHours = stage.ReminderHours,
            OnDeadline = action,
            EscalateTo = action == DeadlineAction.Escalate ? stage.EscalateTo : null,
            EscalationHours = action == DeadlineAction.Escalate ? stage.EscalationHours ?? stage.DeadlineHours : null,
        };
    }
}

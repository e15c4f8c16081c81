namespace Enterprise.Core.Approvals.Policies;

/// <summary>What can be configured of approvals, in the section <c>Enterprise:Approvals</c>.</summary>
public sealed class ApprovalOptions
{
    /// <summary>The budget above which the built-in policy asks for a second approver, in the project's currency.</summary>
    public decimal SecondApproverAbove { get; init; } = 100_000;
}

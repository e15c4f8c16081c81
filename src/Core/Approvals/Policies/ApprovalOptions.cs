namespace Enterprise.Core.Approvals.Policies;

/// <summary>The settings of approvals.</summary>
public sealed class ApprovalOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Enterprise:Approvals";

    /// <summary>
    /// The budget above which the built-in policy requires a second approver, in the project's currency.
    /// </summary>
    public decimal SecondApproverAbove { get; init; } = 100_000;
}

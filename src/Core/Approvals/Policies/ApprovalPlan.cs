using Enterprise.Core.Approvals.Process;

namespace Enterprise.Core.Approvals.Policies;

/// <summary>Who has to approve something: the stages of every policy that asks for it, as they are now.</summary>
/// <param name="Policies">The names of the policies.</param>
/// <param name="IsParallel">Whether the stages are open at once; otherwise one after the other.</param>
/// <param name="Stages">The stages, all of them waiting.</param>
public sealed record ApprovalPlan(
    IReadOnlyList<string> Policies,
    bool IsParallel,
    IReadOnlyList<ApprovalStage> Stages)
{
    /// <summary>How many stages a plan has at most, so that an approval stays one document.</summary>
    public const int MostStages = 40;

    /// <summary>The plan that an approval follows.</summary>
    internal static ApprovalPlan Of(Approval approval) => new(approval.Policies, approval.IsParallel, approval.Stages);

    /// <summary>
    /// The maximum number of different approvers in a plan, so that an approval and its tasks fit into one commit.
    /// </summary>
    public const int MostReferences = 60;
}

namespace Enterprise.Core.Approvals.Process;

/// <summary>What happens to approvals, as the audit trail and the history name it.</summary>
public static class ApprovalActions
{
    public const string Created = "approval.created";
    public const string Assigned = "approval.assigned";
    public const string Reminded = "approval.reminded";
    public const string Escalated = "approval.escalated";
    public const string Voted = "approval.voted";
    public const string Commented = "approval.commented";

    /// <summary>Sent back for a fresh decision: the votes are revoked.</summary>
    public const string Returned = "approval.returned";

    /// <summary>Too few approvers are left.</summary>
    public const string Stuck = "approval.stuck";
    public const string Approved = "approval.approved";
    public const string Rejected = "approval.rejected";
    public const string Expired = "approval.expired";
    public const string Withdrawn = "approval.withdrawn";
    public const string Overridden = "approval.overridden";

    /// <summary>An override has reached its end.</summary>
    public const string Lapsed = "approval.lapsed";

    /// <summary>What has no name of its own: there are enough approvers again, a stage was approved by its deadline.</summary>
    public const string Updated = "approval.updated";
}

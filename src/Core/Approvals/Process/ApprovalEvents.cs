using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Approvals.Process;

/// <summary>What happens to approvals, and the values that their changes carry.</summary>
public static class ApprovalEvents
{
    /// <summary>An approval was asked for.</summary>
    public static readonly ChangeEvent Created = new("approval.created");

    /// <summary>Approvers of a stage were asked to decide.</summary>
    public static readonly ChangeEvent Assigned = new("approval.assigned");

    /// <summary>Approvers were reminded of a deadline.</summary>
    public static readonly ChangeEvent Reminded = new("approval.reminded");

    /// <summary>A deadline passed, and others were asked to decide.</summary>
    public static readonly ChangeEvent Escalated = new("approval.escalated");

    /// <summary>An approver voted.</summary>
    public static readonly ChangeEvent Voted = new("approval.voted");

    /// <summary>Somebody commented.</summary>
    public static readonly ChangeEvent Commented = new("approval.commented");

    /// <summary>It was sent back for another decision: the votes are revoked.</summary>
    public static readonly ChangeEvent Returned = new("approval.returned");

    /// <summary>Too few approvers are left to reach a quorum.</summary>
    public static readonly ChangeEvent Stuck = new("approval.stuck");

    /// <summary>Every quorum was reached.</summary>
    public static readonly ChangeEvent Approved = new("approval.approved");

    /// <summary>An approver rejected it, or it can no longer be applied.</summary>
    public static readonly ChangeEvent Rejected = new("approval.rejected");

    /// <summary>It was not decided by its deadline.</summary>
    public static readonly ChangeEvent Expired = new("approval.expired");

    /// <summary>It is no longer asked for.</summary>
    public static readonly ChangeEvent Withdrawn = new("approval.withdrawn");

    /// <summary>An administrator let it through in an emergency.</summary>
    public static readonly ChangeEvent Overridden = new("approval.overridden");

    /// <summary>An override reached its end.</summary>
    public static readonly ChangeEvent Lapsed = new("approval.lapsed");

    /// <summary>There are enough approvers again, or a stage was approved by its deadline.</summary>
    public static readonly ChangeEvent Updated = new("approval.updated");

    /// <summary>The stage that approvers are asked to decide.</summary>
    public static readonly Field Stage = new("stage", FieldKind.Integer);

    /// <summary>Who is asked, as references such as <c>role:admin</c>.</summary>
    public static readonly Field Approvers = new("approvers", FieldKind.TextSet);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ChangeEvent> All { get; } =
    [
        Created,
        Assigned,
        Reminded,
        Escalated,
        Voted,
        Commented,
        Returned,
        Stuck,
        Approved,
        Rejected,
        Expired,
        Withdrawn,
        Overridden,
        Lapsed,
        Updated,
    ];
}

using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Approvals.Delegations;

/// <summary>
/// Who sees and ends a delegation: it is seen by the two people in it, ended by whoever is decided for, and both by
/// administrators.
/// </summary>
internal static class DelegationAccess
{
    /// <summary>Decides on a delegation.</summary>
    internal static Verdict Decide(Caller caller, Delegation delegation, bool isChange)
    {
        if (caller.Role < Role.Admin && delegation.FromUserId != caller.UserId && delegation.ToUserId != caller.UserId)
            return Verdict.Hidden;
        return !isChange || (ApprovalPermissions.Delegate.Decide(caller) == Verdict.Allowed
                && (caller.Role == Role.Admin || delegation.FromUserId == caller.UserId))
            ? Verdict.Allowed
            : Verdict.Forbidden;
    }

    /// <summary>The delegations that a caller sees, as a condition on the store.</summary>
    internal static Predicate Visible(Caller caller) => caller.Role == Role.Admin
        ? Predicate.Everything
        : Predicate.Equal(DelegationDocuments.FromUserId, FieldValue.Of(caller.UserId))
            | Predicate.Equal(DelegationDocuments.ToUserId, FieldValue.Of(caller.UserId));

    /// <summary>Requires that the caller sees a delegation, or may end it.</summary>
    internal static ValueTask RequireOnDelegation(
        this AccessGuard guard,
        Call call,
        Delegation delegation,
        bool isChange,
        CancellationToken cancellationToken) => guard.Enforce(
            call,
            Decide(call.Caller, delegation, isChange),
            isChange ? ApprovalPermissions.Delegate : CommonPermissions.Read,
            new AccessScope(DelegationDocuments.Type.Kind, delegation.Id, null),
            cancellationToken);
}

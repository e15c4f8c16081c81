using Enterprise.Core.Auditing;
using Enterprise.Core.Problems;

namespace Enterprise.Core.Access;

/// <summary>What a permission was asked for, as the audit trail names it.</summary>
/// <param name="EntityType">The kind of entity.</param>
/// <param name="EntityId">The entity; null for the organisation.</param>
/// <param name="ProjectId">The project whose trail it belongs to; null for the organisation's.</param>
internal readonly record struct AccessScope(string EntityType, long? EntityId, long? ProjectId)
{
    /// <summary>The organisation as a whole.</summary>
    internal static AccessScope Organisation { get; } = new("organisation", null, null);
}

/// <summary>
/// The one place that every use case passes: it audits what was denied or allowed only by breaking the glass, and marks
/// the call as decided. The features' own guards decide, and enforce their verdicts here.
/// </summary>
internal sealed class AccessGuard(ChangeLog log)
{
    /// <summary>Requires a permission that depends on the role alone.</summary>
    internal ValueTask Require(Call call, RolePermission permission, CancellationToken cancellationToken) =>
        Enforce(call, permission.Decide(call.Caller), permission, AccessScope.Organisation, cancellationToken);

    /// <summary>Requires that the caller acts on their own account, or administers users.</summary>
    internal async ValueTask RequireSelfOrAdministrator(Call call, long userId, CancellationToken cancellationToken)
    {
        if (call.Caller.UserId == userId)
            call.AccessDecided = true;
        else
            await Require(call, CommonPermissions.AdministerUsers, cancellationToken);
    }

    /// <summary>Marks the call as decided and enforces a verdict: what is not allowed is audited and refused.</summary>
    /// <param name="call">The call.</param>
    /// <param name="verdict">What was decided.</param>
    /// <param name="permission">What for.</param>
    /// <param name="scope">On what.</param>
    /// <param name="cancellationToken">Cancels the write to the trail.</param>
    /// <param name="fields">The fields that the permission was needed for, which a refusal names.</param>
    internal async ValueTask Enforce(
        Call call,
        Verdict verdict,
        Permission permission,
        AccessScope scope,
        CancellationToken cancellationToken,
        IReadOnlyList<string>? fields = null)
    {
        call.AccessDecided = true;
        switch (verdict)
        {
            case Verdict.Allowed:
                return;
            case Verdict.AllowedByBreakingGlass:
                await AuditBrokenGlass(call, scope, cancellationToken);
                return;
            default:
                await AuditDenied(call, permission, scope, cancellationToken);
                throw verdict == Verdict.Hidden
                    ? RefusedException.NotFound()
                    : RefusedException.Forbidden(
                        permission.IsDeniedTo(call.Caller)
                            ? $"The permission {permission.Name} is for people: no agent's token has it."
                            : $"The caller lacks the permission {permission.Name}.",
                        [
                            .. (fields ?? []).Select(
                                field => new FieldError(field, $"A change of it takes {permission.Name}.")),
                        ]);
        }
    }

    /// <summary>Audits a denial, whether by a role or by a rule that comes after it.</summary>
    internal async ValueTask AuditDenied(
        Call call,
        Permission permission,
        AccessScope scope,
        CancellationToken cancellationToken)
    {
        call.AccessDecided = true;
        await Audit(call, AccessEvents.Denied, scope, permission.Name, cancellationToken);
    }

    /// <summary>
    /// Once per call and entity: a use case that decides several times, or tries again, is audited once.
    /// </summary>
    internal async ValueTask AuditBrokenGlass(Call call, AccessScope scope, CancellationToken cancellationToken)
    {
        if (call.NoteBrokenGlass(scope.EntityType, scope.EntityId))
            await Audit(call, AccessEvents.GlassBroken, scope, call.BreakGlassReason, cancellationToken);
    }

    private ValueTask Audit(
        Call call,
        ChangeEvent @event,
        AccessScope scope,
        string? reason,
        CancellationToken cancellationToken) => log.Append(
            log.Describe(call.Origin, @event, scope.EntityType, scope.EntityId, scope.ProjectId, reason: reason),
            cancellationToken);
}

using Enterprise.Core.Approvals.Delegations;
using Enterprise.Core.Auditing;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Access;

/// <summary>
/// The one place that every use case passes: it decides by <see cref="AccessRules"/>, audits what was denied or
/// allowed only by breaking the glass, and marks the call as decided.
/// </summary>
public sealed class AccessGuard(IDocumentStore store, ChangeLog log)
{
    /// <summary>Reads a project for something that needs the permission.</summary>
    public async ValueTask<Document<Project>> Project(
        Call call,
        long projectId,
        Permission permission,
        CancellationToken cancellationToken)
    {
        var project = await store.Get(ProjectDocuments.Type, ProjectDocuments.Key(projectId), cancellationToken);
        if (project is null)
        {
            call.AccessDecided = true;
            throw RefusedException.NotFound();
        }

        await Require(call, permission, project.Value, cancellationToken);
        return project;
    }

    /// <summary>Requires a permission on a project that was read.</summary>
    public ValueTask Require(Call call, Permission permission, Project project, CancellationToken cancellationToken) =>
        Conclude(call, AccessRules.Decide(call, permission, project), permission, "project", project.Id, project.Id, cancellationToken);

    /// <summary>Requires a permission for some fields of a project, which a refusal names.</summary>
    public ValueTask RequireForFields(
        Call call,
        Permission permission,
        Project project,
        IReadOnlyList<string> fields,
        CancellationToken cancellationToken) =>
        Conclude(
            call,
            AccessRules.Decide(call, permission, project),
            permission,
            "project",
            project.Id,
            project.Id,
            cancellationToken,
            fields);

    /// <summary>Requires a permission that concerns no project.</summary>
    public ValueTask Require(Call call, Permission permission, CancellationToken cancellationToken) =>
        Conclude(call, AccessRules.Decide(call.Caller, permission), permission, "organisation", null, null, cancellationToken);

    /// <summary>Requires that the caller may change the team.</summary>
    public ValueTask RequireOnTeam(Call call, long teamId, CancellationToken cancellationToken) =>
        Conclude(call, AccessRules.DecideOnTeam(call.Caller, teamId), Permission.ChangeTeam, "team", teamId, null, cancellationToken);

    /// <summary>Requires that the caller acts on their own account, or administers users.</summary>
    public async ValueTask RequireSelfOrAdministrator(Call call, long userId, CancellationToken cancellationToken)
    {
        if (call.Caller.UserId == userId)
            call.AccessDecided = true;
        else
            await Require(call, Permission.AdministerUsers, cancellationToken);
    }

    /// <summary>Requires that the caller sees a delegation, or may end it.</summary>
    public ValueTask RequireOnDelegation(Call call, Delegation delegation, bool isChange, CancellationToken cancellationToken) =>
        Conclude(
            call,
            AccessRules.DecideOnDelegation(call.Caller, delegation, isChange),
            isChange ? Permission.DelegateDecisions : Permission.Read,
            "delegation",
            delegation.Id,
            null,
            cancellationToken);

    /// <summary>Requires that the caller may issue and revoke the tokens of an account.</summary>
    public ValueTask RequireOnTokens(Call call, long userId, CancellationToken cancellationToken)
    {
        var permission = call.Caller.IsAgent ? Permission.ManageTokens : Permission.AdministerUsers;
        var verdict = AccessRules.DecideOnTokens(call.Caller, userId);
        return Conclude(call, verdict, permission, "organisation", null, null, cancellationToken);
    }

    /// <summary>Requires that the caller may read an approval of the project.</summary>
    internal ValueTask RequireApproval(Call call, Project project, bool concernsCaller, CancellationToken cancellationToken) => Conclude(
        call,
        AccessRules.DecideOnApproval(call, project, concernsCaller),
        Permission.ReadProject,
        "project",
        project.Id,
        project.Id,
        cancellationToken);

    /// <summary>Audits that a rule denied something of a project which the roles would have allowed.</summary>
    internal async ValueTask AuditDenied(
        Call call,
        Permission permission,
        string entityType,
        long entityId,
        long projectId,
        CancellationToken cancellationToken)
    {
        call.AccessDecided = true;
        var name = EnumNames<Permission>.Of(permission);
        await log.Append(
            log.Describe(call.Origin, "access.denied", entityType, entityId, projectId, reason: name),
            cancellationToken);
    }

    /// <summary>The projects a list may hold; breaking the glass for a list is audited as such.</summary>
    public async ValueTask<Predicate> VisibleProjects(Call call, CancellationToken cancellationToken)
    {
        await Require(call, Permission.Read, cancellationToken);
        if (AccessRules.BreaksGlass(call))
            await AuditBrokenGlass(call, "organisation", null, null, cancellationToken);
        return AccessRules.Visible(call);
    }

    private async ValueTask Conclude(
        Call call,
        Verdict verdict,
        Permission permission,
        string entityType,
        long? entityId,
        long? projectId,
        CancellationToken cancellationToken,
        IReadOnlyList<string>? fields = null)
    {
        call.AccessDecided = true;
        switch (verdict)
        {
            case Verdict.Allowed:
                return;
            case Verdict.AllowedByBreakingGlass:
                await AuditBrokenGlass(call, entityType, entityId, projectId, cancellationToken);
                return;
            default:
                var name = EnumNames<Permission>.Of(permission);
                await log.Append(
                    log.Describe(call.Origin, "access.denied", entityType, entityId, projectId, reason: name),
                    cancellationToken);
                throw verdict == Verdict.Hidden
                    ? RefusedException.NotFound()
                    : RefusedException.Forbidden(
                        AccessRules.IsDeniedToAgent(call.Caller, permission)
                            ? $"The permission {name} is for people: no agent's token has it."
                            : $"The caller lacks the permission {name}.",
                        [.. (fields ?? []).Select(field => new FieldError(field, $"A change of it takes {name}."))]);
        }
    }

    /// <summary>Once a call: a use case that decides several times, or tries again, breaks one glass.</summary>
    private async ValueTask AuditBrokenGlass(
        Call call,
        string entityType,
        long? entityId,
        long? projectId,
        CancellationToken cancellationToken)
    {
        if (!call.NoteBrokenGlass(entityType, entityId))
            return;
        await log.Append(
            log.Describe(call.Origin, "access.glass_broken", entityType, entityId, projectId, reason: call.BreakGlassReason),
            cancellationToken);
    }
}

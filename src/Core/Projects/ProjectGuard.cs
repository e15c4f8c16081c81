using Enterprise.Core.Access;
using Enterprise.Core.Problems;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Projects;

/// <summary>Enforces <see cref="ProjectAccess"/> on projects that are read.</summary>
internal sealed class ProjectGuard(IDocumentStore store, AccessGuard guard)
{
    /// <summary>Reads a project for something that needs the permission.</summary>
    internal async ValueTask<Document<Project>> Get(
        Call call,
        long projectId,
        ScopedPermission<ProjectFields> permission,
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
    /// <param name="call">The call.</param>
    /// <param name="permission">What it is about to do.</param>
    /// <param name="project">The project.</param>
    /// <param name="cancellationToken">Cancels the write to the trail.</param>
    /// <param name="fields">The fields that the permission is needed for, which a refusal names.</param>
    internal ValueTask Require(
        Call call,
        ScopedPermission<ProjectFields> permission,
        Project project,
        CancellationToken cancellationToken,
        IReadOnlyList<string>? fields = null) => guard.Enforce(
            call,
            ProjectAccess.Decide(call, permission, project),
            permission,
            ScopeOf(project.Id),
            cancellationToken,
            fields);

    /// <summary>The projects a list may hold; breaking the glass for a list is audited as such.</summary>
    internal async ValueTask<Predicate> Visible(Call call, CancellationToken cancellationToken)
    {
        await guard.Require(call, CommonPermissions.Read, cancellationToken);
        if (call.BreaksGlass)
            await guard.AuditBrokenGlass(call, AccessScope.Organisation, cancellationToken);
        return ProjectAccess.Visible(call);
    }

    /// <summary>A project as the audit trail names it.</summary>
    internal static AccessScope ScopeOf(long projectId) => new(ProjectDocuments.Type.Kind, projectId, projectId);
}

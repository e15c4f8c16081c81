using Enterprise.Core.Access;
using Enterprise.Core.Projects;

namespace Enterprise.Core.Reviews;

/// <summary>What can be done with reviews.</summary>
public static class ReviewPermissions
{
    /// <summary>
    /// Complete a project's review, and so attest who owns it: those who may govern the project, and its owner, who is
    /// accountable without being a manager.
    /// </summary>
    public static readonly ScopedPermission<ProjectFields> Complete = new(
        "complete_reviews",
        (caller, project) => ProjectAccess.MayChange(caller, project, Role.Manager)
            || (caller.Role >= Role.Developer && project.OwnerId == caller.UserId))
    {
        IsDeniedToAgents = true,
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Permission> All { get; } = [Complete];
}

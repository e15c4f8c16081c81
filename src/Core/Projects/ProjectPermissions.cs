using Enterprise.Core.Access;

namespace Enterprise.Core.Projects;

/// <summary>What can be done with projects and their parts.</summary>
public static class ProjectPermissions
{
    /// <summary>Read a project and what belongs to it.</summary>
    public static readonly ScopedPermission<ProjectFields> Read = new("read_project", (_, _) => true);

    /// <summary>Read a project's audit trail.</summary>
    public static readonly ScopedPermission<ProjectFields> ReadTrail = new(
        "read_project_trail",
        (caller, project) => caller.Role >= Role.Manager || ProjectAccess.Owns(caller, project));

    /// <summary>Change the technical fields of a project.</summary>
    public static readonly ScopedPermission<ProjectFields> ChangeTechnicalFields = new(
        "change_technical_fields",
        (caller, project) => ProjectAccess.MayChange(caller, project, Role.Developer));

    /// <summary>Change any other field of a project, archive it.</summary>
    public static readonly ScopedPermission<ProjectFields> ChangeGovernanceFields = new(
        "change_governance_fields",
        (caller, project) => ProjectAccess.MayChange(caller, project, Role.Manager));

    /// <summary>Change a project's environments, releases and deployments.</summary>
    public static readonly ScopedPermission<ProjectFields> Deliver = new(
        "deliver",
        (caller, project) => ProjectAccess.MayChange(caller, project, Role.Developer));

    /// <summary>Create a project, if only one that has to be approved.</summary>
    public static readonly RolePermission Propose = new("propose_project", Role.Developer);

    /// <summary>Create a project that needs no approval.</summary>
    public static readonly RolePermission Create = new("create_project", Role.Manager) { IsDeniedToAgents = true };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Permission> All { get; } =
        [Read, ReadTrail, ChangeTechnicalFields, ChangeGovernanceFields, Deliver, Propose, Create];
}

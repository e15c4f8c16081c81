using Enterprise.Core.Access;

namespace Enterprise.Core.AuditTrail;

/// <summary>What can be done with the organisation's trail.</summary>
public static class AuditTrailPermissions
{
    /// <summary>Read and verify the organisation's whole audit trail.</summary>
    public static readonly RolePermission ReadOrganisation = new("read_organisation_trail", Role.Admin);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Permission> All { get; } = [ReadOrganisation];
}

using Enterprise.Core.Storage;

namespace Enterprise.Core.Projects;

/// <summary>
/// A name that is unique in a project, such as a release's version. It lies in the project's partition, so it comes
/// and goes in the same commit as what it names.
/// </summary>
public sealed record ProjectClaim
{
    /// <summary>What has the name.</summary>
    public long EntityId { get; init; }

    public static readonly DocumentType<ProjectClaim> Type = new(
        Container.Projects,
        "project_claim",
        ProjectsJson.Default.ProjectClaim,
        (new Field("entity_id", FieldKind.Integer), claim => FieldValue.Of(claim.EntityId)));
}

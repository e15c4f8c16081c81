using Enterprise.Core.Auditing;

namespace Enterprise.Core.Projects;

/// <summary>What happens to projects.</summary>
public static class ProjectEvents
{
    /// <summary>A project was created or proposed.</summary>
    public static readonly ChangeEvent Created = new("project.created");

    /// <summary>Fields of a project were changed, or it was archived.</summary>
    public static readonly ChangeEvent Updated = new("project.updated");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ChangeEvent> All { get; } = [Created, Updated];
}

using Enterprise.Core.Auditing;

namespace Enterprise.Core.Deployments;

/// <summary>What happens to deployments.</summary>
public static class DeploymentEvents
{
    /// <summary>A deployment was recorded.</summary>
    public static readonly ChangeEvent Created = new("deployment.created");

    /// <summary>A deployment advanced or ended.</summary>
    public static readonly ChangeEvent Updated = new("deployment.updated");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ChangeEvent> All { get; } = [Created, Updated];
}

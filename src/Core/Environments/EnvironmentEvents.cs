using Enterprise.Core.Auditing;

namespace Enterprise.Core.Environments;

/// <summary>What happens to environments.</summary>
public static class EnvironmentEvents
{
    /// <summary>An environment was created.</summary>
    public static readonly ChangeEvent Created = new("environment.created");

    /// <summary>An environment was changed, or another version runs in it.</summary>
    public static readonly ChangeEvent Updated = new("environment.updated");

    /// <summary>An environment was deleted.</summary>
    public static readonly ChangeEvent Deleted = new("environment.deleted");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ChangeEvent> All { get; } = [Created, Updated, Deleted];
}

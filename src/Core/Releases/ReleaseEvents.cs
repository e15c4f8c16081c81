using Enterprise.Core.Auditing;

namespace Enterprise.Core.Releases;

/// <summary>What happens to releases.</summary>
public static class ReleaseEvents
{
    /// <summary>A release was created, as a draft or released at once.</summary>
    public static readonly ChangeEvent Created = new("release.created");

    /// <summary>A draft was changed or published, or a release was rolled back.</summary>
    public static readonly ChangeEvent Updated = new("release.updated");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ChangeEvent> All { get; } = [Created, Updated];
}

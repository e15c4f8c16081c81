using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Auditing;
using Enterprise.Core.Deployments;
using Enterprise.Core.Projects;
using Enterprise.Core.Releases;

namespace Enterprise.Core.Notifications;

/// <summary>What a message is about, as it is now.</summary>
/// <param name="Change">What happened.</param>
/// <param name="Announcement">What of it is told.</param>
/// <param name="Project">Where it happened.</param>
internal sealed record Subject(Change Change, Announcement Announcement, Project Project)
{
    internal Approval? Approval { get; init; }

    internal Release? Release { get; init; }

    internal Deployment? Deployment { get; init; }

    /// <summary>The name of whoever did it; null for the system.</summary>
    internal string? Actor { get; init; }

    /// <summary>The name of whoever asked for the approval.</summary>
    internal string? Requester { get; init; }
}

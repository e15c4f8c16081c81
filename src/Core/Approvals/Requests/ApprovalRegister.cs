using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Entities;
using Enterprise.Core.Problems;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Approvals.Requests;

/// <summary>A pending approval as its project knows it.</summary>
public sealed record PendingApproval
{
    public required long ApprovalId { get; init; }

    /// <summary>The fields of the project that it would change.</summary>
    public IReadOnlyList<string> Fields { get; set; } = [];

    /// <summary>The release that it would publish.</summary>
    public long? ReleaseId { get; init; }

    /// <summary>Whether it is about the project as a whole.</summary>
    public bool IsCreation { get; init; }
}

/// <summary>
/// What is pending in a project. Every approval that begins or ends writes it in the same commit, so that no two are
/// ever about the same thing, and no more than a project can have.
/// </summary>
public sealed record ApprovalRegister
{
    /// <summary>How many a project can have at once, beside the one about itself.</summary>
    public const int MostPending = 20;

    public required long ProjectId { get; init; }

    /// <summary>The last approval about the project as a whole.</summary>
    public long? CreationId { get; init; }

    /// <summary>Whether the project was approved, or needed no approval, at some time.</summary>
    public bool WasLive { get; init; }

    public IReadOnlyList<PendingApproval> Pending { get; set; } = [];

    public static readonly DocumentType<ApprovalRegister> Type = new(
        Container.Projects,
        "approval_register",
        ApprovalRequestsJson.Default.ApprovalRegister,
        (new Field("project_id", FieldKind.Integer), register => FieldValue.Of(register.ProjectId)));

    /// <summary>Where a project's is kept.</summary>
    public static DocumentKey Key(long projectId) => new(Partitions.OfProject(projectId), "register");

    /// <summary>The pending approval of the project as a whole; null when there is none.</summary>
    internal PendingApproval? Creation => Pending.FirstOrDefault(pending => pending.IsCreation);

    /// <summary>The pending approval of a release; null when there is none.</summary>
    internal PendingApproval? OfRelease(long releaseId) =>
        Pending.FirstOrDefault(pending => pending.ReleaseId == releaseId);

    /// <summary>Refuses what is about the same as another, and what is too many.</summary>
    internal void RequireRoom(PendingApproval added)
    {
        if (added.IsCreation)
        {
            if (Creation is { } creation)
                throw RefusedException.Conflict($"The project waits for its approval already: {Path(creation)}.");
            return;
        }

        if (added.ReleaseId is { } release && OfRelease(release) is { } same)
            throw RefusedException.Conflict("status", $"The release waits for its approval already: {Path(same)}.");
        foreach (var other in Pending)
        {
            if (other.Fields.Intersect(added.Fields, StringComparer.Ordinal).FirstOrDefault() is { } field)
            {
                throw RefusedException.Conflict(
                    field,
                    $"Another change of {field} waits for its approval already: {Path(other)}.");
            }
        }

        if (Pending.Count(pending => !pending.IsCreation) >= MostPending)
        {
            throw RefusedException.Conflict(
                $"The project has {MostPending} pending approvals already. Have some decided or withdrawn.");
        }
    }

    /// <summary>With one more, for which there is room.</summary>
    internal ApprovalRegister With(PendingApproval added) => this with
    {
        CreationId = added.IsCreation ? added.ApprovalId : CreationId,
        Pending = [.. Pending, added],
    };

    /// <summary>Without one that has ended.</summary>
    internal ApprovalRegister Without(long approvalId) =>
        this with { Pending = [.. Pending.Where(pending => pending.ApprovalId != approvalId)] };

    /// <summary>Adds it to a commit in the project's partition.</summary>
    internal void AddTo(EntityCommit commit, Document<ApprovalRegister>? current) =>
        commit.Write(Type, Key(ProjectId).Id, current, this);

    private static string Path(PendingApproval pending) => ApprovalDocuments.Path(pending.ApprovalId);
}

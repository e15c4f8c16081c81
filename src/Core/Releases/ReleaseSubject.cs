using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Approvals.Requests;
using Enterprise.Core.Auditing;
using Enterprise.Core.Entities;
using Enterprise.Core.Projects;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Releases;

/// <summary>Releases as what approvals are about.</summary>
internal sealed class ReleaseSubjects(IDocumentStore store, EntityWriter writer) : IApprovalSubjectKind
{
    /// <inheritdoc/>
    public bool Handles(Approval approval) => approval.ReleaseId is not null;

    /// <inheritdoc/>
    public async ValueTask<IApprovalSubject> Read(
        Approval approval,
        Document<Project> project,
        CancellationToken cancellationToken)
    {
        var key = ProjectPartReader.Key(approval.ProjectId, approval.ReleaseId!.Value);
        var release = await store.Get(ReleaseDocuments.Type, key, cancellationToken);
        return new ReleaseSubject(project.Value, release, writer);
    }
}

/// <summary>A draft that is published once it is approved.</summary>
internal sealed class ReleaseSubject(
    Project project,
    Document<Release>? release,
    EntityWriter writer) : IApprovalSubject
{
    /// <inheritdoc/>
    public SubjectChange? ChangeSince(Approval approval)
    {
        if (release is not { Value: { Status: ReleaseStatus.Draft } draft })
            return new SubjectChange("The release is no draft any more.", Resubmission: null);
        if (draft.DraftVersion == approval.BaseVersion)
            return null;
        var kinds = new HashSet<ChangeKind> { ChangeKind.ProductionRelease };
        return new SubjectChange(
            "The draft was changed.",
            new Resubmission(project, kinds, approval.ProposedChanges, draft.DraftVersion));
    }

    /// <inheritdoc/>
    public ValueTask<string?> Obstacle(Approval approval, CancellationToken cancellationToken) =>
        ValueTask.FromResult(project.IsLive ? null : "The project itself is not approved.");

    /// <inheritdoc/>
    public void Apply(EntityCommit commit, Origin origin, Approval ended)
    {
        if (ended.Status is not (ApprovalState.Approved or ApprovalState.Overridden) || release is null)
            return;
        var published = release.Value.Publish(ended.RequestedBy, writer.TimeAfter(release.Value));
        commit.Replace(ReleaseService.Kind, origin, release, published, ApprovalDocuments.Path(ended.Id));
    }
}

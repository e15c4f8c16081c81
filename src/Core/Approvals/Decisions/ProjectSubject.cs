using Enterprise.Core.Approvals.Policies;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Approvals.Requests;
using Enterprise.Core.Auditing;
using Enterprise.Core.Entities;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Approvals.Decisions;

/// <summary>Projects, and changes of projects, as what approvals are about.</summary>
internal sealed class ProjectSubjectKind(ProjectRules rules, EntityWriter writer) : IApprovalSubjectKind
{
    /// <inheritdoc/>
    public bool Handles(Approval approval) => approval.ReleaseId is null;

    /// <inheritdoc/>
    public ValueTask<IApprovalSubject> Read(
        Approval approval,
        Document<Project> project,
        CancellationToken cancellationToken) =>
        ValueTask.FromResult<IApprovalSubject>(new ProjectSubject(project, rules, writer));
}

/// <summary>A project that waits as a whole, or fields of it that would change.</summary>
internal sealed class ProjectSubject(
    Document<Project> project,
    ProjectRules rules,
    EntityWriter writer) : IApprovalSubject
{
    /// <inheritdoc/>
    public SubjectChange? ChangeSince(Approval approval)
    {
        var current = project.Value;
        var stale = ProposedFields.Stale(approval, current);
        if (stale.Count == 0)
            return null;
        var left = ProposedFields.Between(current, ProposedFields.Merge(approval, current));
        if (left.Count == 0)
            return new SubjectChange("The project is as proposed already.", Resubmission: null);
        var after = current.With(ProposedFields.Merge(approval with { ProposedChanges = left }, current));
        return new SubjectChange(
            $"Changed since it was proposed: {string.Join(", ", stale)}.",
            new Resubmission(after, ChangeKinds.Between(current, after), left, project.Version));
    }

    /// <inheritdoc/>
    public async ValueTask<string?> Obstacle(Approval approval, CancellationToken cancellationToken)
    {
        try
        {
            var before = IsCreation(approval) ? new ProjectFields() : project.Value;
            var after = IsCreation(approval) ? project.Value : Merged(approval);
            ProjectRules.Check(after);
            await rules.CheckReferences(before, after, cancellationToken);
            return null;
        }
        catch (RefusedException refusal) when (refusal.Kind == RefusalKind.Invalid)
        {
            var errors = refusal.Errors.Select(error => $"{error.Field}: {error.Message}");
            return $"It is not possible any more: {string.Join(" ", errors)}";
        }
    }

    /// <inheritdoc/>
    public void Apply(EntityCommit commit, Origin origin, Approval ended)
    {
        var isGiven = ended.Status is ApprovalState.Approved or ApprovalState.Overridden;
        if (IsCreation(ended))
        {
            var status = isGiven ? StatusOf(project.Value) : ApprovalStatus.Rejected;
            Replace(commit, origin, ended, project.Value with { ApprovalStatus = status });
        }
        else if (isGiven)
        {
            Replace(commit, origin, ended, Merged(ended));
        }
    }

    private void Replace(EntityCommit commit, Origin origin, Approval approval, Project updated) => commit.Replace(
        ProjectDocuments.Kind,
        origin,
        project,
        updated with { UpdatedAt = writer.TimeAfter(project.Value) },
        ApprovalDocuments.Path(approval.Id));

    private Project Merged(Approval approval)
    {
        var current = project.Value;
        var merged = current.With(ProposedFields.Merge(approval, current));
        return merged with { ApprovalStatus = current.IsLive ? StatusOf(merged) : current.ApprovalStatus };
    }

    private static bool IsCreation(Approval approval) => approval.Changes.Contains(ChangeKind.ProjectCreation);

    private static ApprovalStatus StatusOf(Project project) =>
        project.RequiresApproval ? ApprovalStatus.Approved : ApprovalStatus.NotRequired;
}

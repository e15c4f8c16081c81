using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Auditing;
using Enterprise.Core.Entities;
using Enterprise.Core.Projects;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Approvals.Requests;

/// <summary>A kind of thing that can wait for an approval: a project, a change of one, a release.</summary>
internal interface IApprovalSubjectKind
{
    /// <summary>Whether the approval is about this kind.</summary>
    bool Handles(Approval approval);

    /// <summary>Reads what a pending or overridden approval is about, as it is now.</summary>
    ValueTask<IApprovalSubject> Read(Approval approval, Document<Project> project, CancellationToken cancellationToken);
}

/// <summary>What an approval is about, as it was read together with the approval.</summary>
internal interface IApprovalSubject
{
    /// <summary>What has changed since it was shown to the approvers; null for nothing.</summary>
    SubjectChange? ChangeSince(Approval approval);

    /// <summary>What keeps the approved thing from being done; null for nothing.</summary>
    ValueTask<string?> Obstacle(Approval approval, CancellationToken cancellationToken);

    /// <summary>Adds the outcome to the commit in which the approval ends.</summary>
    void Apply(EntityCommit commit, Origin origin, Approval ended);
}

/// <summary>What has changed of an approval's subject.</summary>
/// <param name="Reason">What happened, in a sentence.</param>
/// <param name="Resubmission">What is asked for now; null where there is nothing left to be approved.</param>
internal sealed record SubjectChange(string Reason, Resubmission? Resubmission);

/// <summary>What approvers are asked to decide again.</summary>
/// <param name="After">The project as it would be.</param>
/// <param name="Kinds">What the change is.</param>
/// <param name="ProposedChanges">The fields that would change.</param>
/// <param name="BaseVersion">The version that it is proposed on.</param>
internal sealed record Resubmission(
    Project After,
    IReadOnlySet<ChangeKind> Kinds,
    IReadOnlyDictionary<string, ProposedChange> ProposedChanges,
    string BaseVersion);

using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Auditing;
using Enterprise.Core.Processes;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Approvals.Decisions;

/// <summary>Approvals as processes in time.</summary>
internal sealed class ApprovalTimedProcess(IDocumentStore store, ApprovalService approvals) : ITimedProcess
{
    /// <inheritdoc/>
    public string Kind => ApprovalDocuments.Type.Kind;

    /// <inheritdoc/>
    public ProcessKey? Affected(Change change) =>
        change is { EntityId: { } id, ProjectId: { } project } && change.EntityType == Kind
            ? new ProcessKey(Kind, project, id)
            : null;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DueProcess>> First(int limit, CancellationToken cancellationToken)
    {
        var found = await DueDocuments.First(
            store,
            ApprovalDocuments.Type,
            ApprovalDocuments.DueAt,
            limit,
            cancellationToken);
        return [.. found.Select(approval => new DueProcess(KeyOf(approval.Value), approval.Value.DueAt!.Value))];
    }

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset?> Advance(ProcessKey key, CancellationToken cancellationToken) =>
        approvals.Advance(key.ProjectId, key.Id, cancellationToken);

    private ProcessKey KeyOf(Approval approval) => new(Kind, approval.ProjectId, approval.Id);
}

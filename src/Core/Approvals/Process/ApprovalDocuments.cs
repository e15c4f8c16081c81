using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Approvals.Process;

/// <summary>Who is asked to decide an open stage: one an approval and reference, kept as long as it is open.</summary>
public sealed record ApprovalTask
{
    public required long ApprovalId { get; init; }

    public required long ProjectId { get; init; }

    public required long RequestedBy { get; init; }

    /// <summary>An <see cref="ApproverReference"/> as text.</summary>
    public required string Assignee { get; init; }
}

/// <summary>How approvals are kept: in their project's partition.</summary>
public static class ApprovalDocuments
{
    public static readonly Field Id = new("id", FieldKind.Integer);
    public static readonly Field ProjectId = new("project_id", FieldKind.Integer);
    public static readonly Field Status = new("status", FieldKind.Integer);
    public static readonly Field RequestedBy = new("requested_by", FieldKind.Integer);
    public static readonly Field DueAt = new("due_at", FieldKind.Integer);
    public static readonly Field CreatedAt = new("created_at", FieldKind.Integer);

    public static readonly DocumentType<Approval> Type = new(
        Container.Projects,
        "approval",
        ApprovalProcessJson.Default.Approval,
        (Id, approval => FieldValue.Of(approval.Id)),
        (ProjectId, approval => FieldValue.Of(approval.ProjectId)),
        (Status, approval => FieldValue.Of((long)approval.Status)),
        (RequestedBy, approval => FieldValue.Of(approval.RequestedBy)),
        (DueAt, approval => FieldValue.Of(approval.DueAt)),
        (CreatedAt, approval => FieldValue.Of(approval.CreatedAt)))
    {
        Indexes =
        [
            new(new Order(Id)),
            new(new Order(Status), new Order(Id)),
            new(new Order(RequestedBy), new Order(Id)),
            new(new Order(ProjectId), new Order(Id)),
            new(new Order(DueAt), new Order(Id)),
            DocumentIndex.InPartition(new Order(Id)),
            DocumentIndex.InPartition(new Order(Status), new Order(Id)),
        ],
    };

    /// <summary>A text that is unique among all tasks.</summary>
    public static readonly Field TaskKey = new("key", FieldKind.Text);
    public static readonly Field TaskApprovalId = new("approval_id", FieldKind.Integer);
    public static readonly Field TaskAssignee = new("assignee", FieldKind.Text);

    public static readonly DocumentType<ApprovalTask> Tasks = new(
        Container.Projects,
        "approval_task",
        ApprovalProcessJson.Default.ApprovalTask,
        (TaskKey, task => FieldValue.Of($"{Ids.Text(task.ApprovalId)}:{task.Assignee}")),
        (TaskApprovalId, task => FieldValue.Of(task.ApprovalId)),
        (TaskAssignee, task => FieldValue.Of(task.Assignee)))
    {
        Indexes =
        [
            new(new Order(TaskAssignee), new Order(TaskApprovalId), new Order(TaskKey)),

            // Cosmos DB sorts what is assigned to one of several by this one.
            new(new Order(TaskApprovalId), new Order(TaskKey)),
        ],
    };

    /// <summary>Where an approval is found through the API.</summary>
    public static string Path(long id) => $"/approvals/{Ids.Text(id)}";

    /// <summary>Where an approval is kept.</summary>
    public static DocumentKey Key(long projectId, long id) => new(Partitions.OfProject(projectId), Ids.Text(id));

    /// <summary>Where a task is kept.</summary>
    public static DocumentKey TaskKeyOf(long projectId, long approvalId, string assignee) =>
        new(Partitions.OfProject(projectId), $"{Ids.Text(approvalId)}:{assignee}");
}

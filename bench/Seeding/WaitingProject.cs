using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Approvals.Requests;
using Enterprise.Core.Projects;
using Enterprise.Core.Reviews;
using Enterprise.Core.Storage;

namespace Enterprise.Bench.Seeding;

/// <summary>
/// A project that waits for its approval, with all documents that the product writes for one: read after the API
/// created it, and copied under other ids.
/// </summary>
internal sealed record WaitingProject(
    Project Project, Approval Approval, IReadOnlyList<ApprovalTask> Tasks, ApprovalRegister Register)
{
    /// <summary>Its review schedule; null for none.</summary>
    public ReviewSchedule? Review { get; init; }

    public static async Task<WaitingProject> Read(
        IDocumentStore store, long projectId, CancellationToken cancellationToken)
    {
        var project = await store.Get(ProjectDocuments.Type, ProjectDocuments.Key(projectId), cancellationToken);
        var register = await store.Get(ApprovalRegister.Type, ApprovalRegister.Key(projectId), cancellationToken);
        if (project is null || register?.Value.CreationId is not { } approvalId)
            throw new BenchException($"The project {projectId} does not wait for its approval.");
        var approval = await store.Get(
            ApprovalDocuments.Type, ApprovalDocuments.Key(projectId, approvalId), cancellationToken);
        var tasks = new List<ApprovalTask>();
        foreach (var assignee in approval!.Value.Assignees)
        {
            var key = ApprovalDocuments.TaskKeyOf(projectId, approvalId, assignee);
            tasks.Add((await store.Get(ApprovalDocuments.Tasks, key, cancellationToken))!.Value);
        }

        return new(project.Value, approval.Value, tasks, register.Value);
    }

    /// <summary>A copy with other ids.</summary>
    public WaitingProject Copy(long projectId, long approvalId) => new(
        Project with { Id = projectId, Name = $"{Project.Name} {projectId}" },
        Approval with { Id = approvalId, ProjectId = projectId },
        [.. Tasks.Select(task => task with { ApprovalId = approvalId, ProjectId = projectId })],
        Register with
        {
            ProjectId = projectId,
            CreationId = approvalId,
            Pending = [.. Register.Pending.Select(pending => pending with { ApprovalId = approvalId })],
        });

    /// <summary>With this quorum.</summary>
    public WaitingProject WithQuorum(int quorum) => this with
    {
        Approval = Approval with
        {
            Stages =
            [
                .. Approval.Stages.Select(stage => stage with
                {
                    Groups = [.. stage.Groups.Select(group => group with { Quorum = quorum })],
                }),
            ],
        },
    };

    /// <summary>With a reminder that is due at this time, and none before.</summary>
    public WaitingProject RemindingAt(DateTimeOffset time)
    {
        var hour = TimeSpan.FromHours(1);
        return this with
        {
            Approval = Approval with
            {
                DueAt = time,
                Stages =
                [
                    .. Approval.Stages.Select(stage => stage with
                    {
                        OpenedAt = time - hour,
                        Deadline = time + hour,
                        ReminderHours = [1],
                    }),
                ],
            },
        };
    }

    /// <summary>With a review that is due at this time, and whose reminder is sent then.</summary>
    public WaitingProject ReviewedAt(DateTimeOffset time, DateOnly dueDate) => this with
    {
        Project = Project with { ReviewDueDate = dueDate },
        Review = new() { ProjectId = Project.Id, ReviewDueDate = dueDate, LastReminder = -1, DueAt = time },
    };

    /// <summary>Writes all of it in one commit.</summary>
    public async Task Write(IDocumentStore store, CancellationToken cancellationToken)
    {
        var key = ProjectDocuments.Key(Project.Id);
        var commit = new Commit(Container.Projects, key.Partition)
            .Create(ProjectDocuments.Type, key.Id, Project)
            .Create(ApprovalDocuments.Type, ApprovalDocuments.Key(Project.Id, Approval.Id).Id, Approval)
            .Create(ApprovalRegister.Type, ApprovalRegister.Key(Project.Id).Id, Register);
        foreach (var task in Tasks)
        {
            var place = ApprovalDocuments.TaskKeyOf(Project.Id, Approval.Id, task.Assignee);
            commit.Create(ApprovalDocuments.Tasks, place.Id, task);
        }

        if (Review is not null)
            commit.Create(ReviewScheduleDocuments.Type, ReviewScheduleDocuments.Key(Project.Id).Id, Review);
        if (!(await store.Commit(commit, cancellationToken)).Succeeded)
            throw new BenchException($"The project {Project.Id} exists already.");
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Auditing;
using Enterprise.Core.Entities;
using Enterprise.Core.Projects;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;
using Enterprise.Core.Teams;

namespace Enterprise.Core.Reviews;

/// <summary>Keeps the schedules of reviews in line with their projects, and does what falls due.</summary>
internal sealed class ReviewScheduleWriter(IDocumentStore store, EntityWriter writer, ChangeLog log, ReviewPolicy rules)
{
    /// <summary>
    /// Adapts the schedule to the project and, unless told otherwise, does what has fallen due; returns when
    /// it has to be called again, null for never. The reminders and the schedule are one commit, so that nothing is
    /// sent twice whoever calls.
    /// </summary>
    internal async ValueTask<DateTimeOffset?> Step(long projectId, bool wakes, CancellationToken cancellationToken)
    {
        var schedule = await EntityWriter.Persist(async () =>
        {
            var project = await store.Get(ProjectDocuments.Type, ProjectDocuments.Key(projectId), cancellationToken);
            var current = await Read(projectId, cancellationToken);
            var now = log.Now();
            var (state, _, _) = Dated(current, projectId, ReviewPolicy.DueDateOf(project?.Value), now);
            IReadOnlyList<ReviewEffect> effects = [];
            if (wakes)
                (state, effects, _) = ReviewReminderProcess.Handle(state, new ReviewEvent.Woken(), rules.Calendar, now);

            var commit = writer.Begin(Container.Projects, Partitions.OfProject(projectId));
            if (!Add(commit, current, state))
                return state;
            foreach (var effect in effects)
                await Add(commit, project!.Value, effect, now, cancellationToken);
            return await commit.Save(cancellationToken) ? state : null;
        });
        return schedule.DueAt;
    }

    /// <summary>Puts the schedule of a new project into the commit that creates it.</summary>
    internal void Begin(EntityCommit commit, Project project) =>
        Add(commit, current: null, Dated(current: null, project.Id, ReviewPolicy.DueDateOf(project), log.Now()).State);

    /// <summary>Puts the schedule in line with a project into the commit that changes the project.</summary>
    internal async ValueTask Follow(EntityCommit commit, Project project, CancellationToken cancellationToken)
    {
        var current = await Read(project.Id, cancellationToken);
        var (state, _, _) = Dated(current, project.Id, ReviewPolicy.DueDateOf(project), log.Now());
        Add(commit, current, state);
    }

    private ValueTask<Document<ReviewSchedule>?> Read(long projectId, CancellationToken cancellationToken) =>
        store.Get(ReviewScheduleDocuments.Type, ReviewScheduleDocuments.Key(projectId), cancellationToken);

    private (ReviewSchedule State, IReadOnlyList<ReviewEffect> Effects, DateTimeOffset? NextDueAt) Dated(
        Document<ReviewSchedule>? current,
        long projectId,
        DateOnly? dueDate,
        DateTimeOffset now) => ReviewReminderProcess.Handle(
            current?.Value ?? new ReviewSchedule { ProjectId = projectId },
            new ReviewEvent.Dated(dueDate),
            rules.Calendar,
            now);

    /// <summary>Adds the schedule's write; false when there is nothing to write.</summary>
    private static bool Add(EntityCommit commit, Document<ReviewSchedule>? current, ReviewSchedule state)
    {
        if (state == (current?.Value ?? new ReviewSchedule { ProjectId = state.ProjectId }))
            return false;
        commit.Write(ReviewScheduleDocuments.Type, ReviewScheduleDocuments.Key(state.ProjectId).Id, current, state);
        return true;
    }

    private async ValueTask Add(
        EntityCommit commit,
        Project project,
        ReviewEffect effect,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        switch (effect)
        {
            case ReviewEffect.Reminded(var dueDate, var days):
                Tell(ReviewEvents.Reminded, now, Values(dueDate, ReviewEvents.DaysBefore, days));
                break;
            case ReviewEffect.Overdue(var dueDate, var days):
                Tell(ReviewEvents.OverdueReminded, now, Values(dueDate, ReviewEvents.DaysOverdue, days));
                var values = Values(dueDate, ReviewEvents.DaysOverdue, days);
                values[ReviewEvents.Approvers.Name] = new JsonArray((await Superior(project, cancellationToken)).Text);
                Tell(ReviewEvents.Escalated, now + TimeSpan.FromMicroseconds(1), values);
                break;
        }

        void Tell(ChangeEvent @event, DateTimeOffset at, JsonObject values)
        {
            var told = JsonSerializer.SerializeToElement(values, ValuesJson.Default.JsonObject);
            var change = log.Describe(
                Origin.System, @event, ReviewDocuments.Type.Kind, project.Id, project.Id, (null, told), occurredAt: at);
            commit.Append(change);
        }
    }

    private static JsonObject Values(DateOnly dueDate, Field field, int days) => new()
    {
        [ReviewEvents.DueDate.Name] = JsonSerializer.SerializeToNode(dueDate, ValuesJson.Default.DateOnly),
        [field.Name] = days,
    };

    /// <summary>
    /// The owner's manager is the manager of the team; where there is none, the administrators are notified.
    /// </summary>
    private async ValueTask<ApproverReference> Superior(Project project, CancellationToken cancellationToken) =>
        project.TeamId is { } team && await TeamDocuments.ManagerOf(store, team, cancellationToken) is not null
            ? ApproverReference.TeamManager(team)
            : ApproverReference.Role(Role.Admin);
}

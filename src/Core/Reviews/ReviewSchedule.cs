using Enterprise.Core.Storage;

namespace Enterprise.Core.Reviews;

/// <summary>
/// How far the reminders of a project's review are: the state of <see cref="ReviewReminderProcess"/>.
/// </summary>
public sealed record ReviewSchedule
{
    public required long ProjectId { get; init; }

    /// <summary>The date that it counts from; null where nothing is to be reviewed.</summary>
    public DateOnly? ReviewDueDate { get; init; }

    /// <summary>The latest reminder that is done with, in days from the date; null for none.</summary>
    public long? LastReminder { get; init; }

    /// <summary>When the process wants to be called next; null for never.</summary>
    public DateTimeOffset? DueAt { get; init; }
}

/// <summary>How schedules are kept: one a project, in its partition.</summary>
public static class ReviewScheduleDocuments
{
    /// <summary>The project's id.</summary>
    public static readonly Field Id = new("id", FieldKind.Integer);
    public static readonly Field DueAt = new("due_at", FieldKind.Integer);

    public static readonly DocumentType<ReviewSchedule> Type = new(
        Container.Projects,
        "review_schedule",
        ReviewsJson.Default.ReviewSchedule,
        (Id, schedule => FieldValue.Of(schedule.ProjectId)),
        (DueAt, schedule => FieldValue.Of(schedule.DueAt)))
    {
        Indexes = [new(new Order(DueAt), new Order(Id))],
    };

    /// <summary>Where a project's schedule is kept.</summary>
    public static DocumentKey Key(long projectId) => new(Partitions.OfProject(projectId), "schedule");
}

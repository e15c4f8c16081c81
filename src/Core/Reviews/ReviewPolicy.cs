using System.Globalization;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;

namespace Enterprise.Core.Reviews;

/// <summary>
/// When a project is to be reviewed, and what follows when it is not. It reads nothing but the clock.
/// </summary>
internal sealed class ReviewPolicy(ReviewOptions options, TimeProvider time)
{
    /// <summary>After how many months a project without any rule is reviewed again.</summary>
    private const int UsualMonths = 12;

    /// <summary>After how many days a review that found something is repeated.</summary>
    private const int DaysToChange = 30;

    internal ReviewOptions Options { get; } = options;

    /// <summary>When people are left alone.</summary>
    internal QuietHours Calendar { get; } = new(
        TimeZoneInfo.FindSystemTimeZoneById(options.TimeZone),
        options.QuietFrom,
        options.QuietUntil,
        options.QuietWeekends);

    /// <summary>The date where people are.</summary>
    internal DateOnly Today => Calendar.DateAt(time.GetUtcNow());

    /// <summary>A project that is over is not reviewed.</summary>
    internal static bool IsReviewed(ProjectFields project) =>
        project.Status is ProjectStatus.Active or ProjectStatus.Paused;

    /// <summary>The date that the process goes by; null where there is nothing to wait for.</summary>
    internal static DateOnly? DueDateOf(Project? project) =>
        project is not null && IsReviewed(project) ? project.ReviewDueDate : null;

    /// <summary>
    /// After how many months a project has to be reviewed again: the shortest that applies; null for no rule.
    /// </summary>
    internal int? Cadence(ProjectFields project)
    {
        int? shortest = null;
        foreach (var requirement in project.ComplianceRequirements)
        {
            if (Options.CadenceMonths.TryGetValue(requirement, out var months))
                Consider(months);
        }

        if (project.SecurityLevel == Access.SecurityLevel.Restricted)
            Consider(Options.RestrictedMonths);
        return shortest;

        void Consider(int months)
        {
            if (months > 0 && !(shortest <= months))
                shortest = months;
        }
    }

    /// <summary>
    /// The date for a project that has none though a rule applies; null for no rule. A rule that begins to apply late
    /// can't have been missed: the review that it requires is due today at the earliest.
    /// </summary>
    internal DateOnly? MissingDueDate(ProjectFields fields, DateTimeOffset createdAt, DateTimeOffset? lastReviewedAt)
    {
        if (fields.ReviewDueDate is not null || !IsReviewed(fields) || Cadence(fields) is not { } months)
            return fields.ReviewDueDate;
        var due = Calendar.DateAt(lastReviewedAt ?? createdAt).AddMonths(months);
        var today = Today;
        return due > today ? due : today;
    }

    /// <summary>When a project is reviewed again after a review, unless the review says otherwise.</summary>
    internal DateOnly NextDueDate(ProjectFields project, ReviewOutcome outcome)
    {
        var today = Today;
        var byRule = today.AddMonths(Cadence(project) ?? UsualMonths);
        var soon = today.AddDays(DaysToChange);
        return outcome == ReviewOutcome.ChangesNeeded && soon < byRule ? soon : byRule;
    }

    /// <summary>Where a project stands that is due at this date.</summary>
    internal ReviewStatus StatusOf(DateOnly dueDate) => dueDate.CompareTo(Today) switch
    {
        < 0 => ReviewStatus.Overdue,
        0 => ReviewStatus.Due,
        _ => ReviewStatus.Upcoming,
    };

    /// <summary>Refuses to deliver a project whose review is overdue, where the organisation wants that.</summary>
    internal void RequireNotOverdue(Project project)
    {
        if (project.SecurityLevel >= Options.OverdueBlocksReleasesFrom
            && DueDateOf(project) is { } due
            && StatusOf(due) == ReviewStatus.Overdue)
        {
            var date = due.ToString("O", CultureInfo.InvariantCulture);
            throw RefusedException.Conflict(
                $"The project's review is overdue since {date}. "
                + "It has to be completed before anything is released or deployed to production.");
        }
    }
}

namespace Enterprise.Core.Reviews;

/// <summary>What happens to a schedule.</summary>
internal abstract record ReviewEvent
{
    /// <summary>The project is due at this date now; null where it is no longer reviewed.</summary>
    internal sealed record Dated(DateOnly? DueDate) : ReviewEvent;

    /// <summary>Time has passed.</summary>
    internal sealed record Woken : ReviewEvent;
}

/// <summary>What a schedule asks for.</summary>
internal abstract record ReviewEffect
{
    /// <summary>The owner is told that the review is due in so many days, or today.</summary>
    internal sealed record Reminded(DateOnly DueDate, int DaysBefore) : ReviewEffect;

    /// <summary>The owner is told that the review is overdue, and so is the owner's manager.</summary>
    internal sealed record Overdue(DateOnly DueDate, int DaysOverdue) : ReviewEffect;
}

/// <summary>
/// The reminders of a project's review, as a pure process: 14, 7 and 1 days before, on the day, then weekly, each when
/// quiet ends on its day. Where several fell due at once only the latest is sent, and it says what is so by now.
/// </summary>
internal static class ReviewReminderProcess
{
    private const int Week = 7;

    /// <summary>In days from the date; after the last of them every week.</summary>
    private static readonly int[] _reminders = [-14, -7, -1, 0];

    /// <summary>
    /// Later times are not waited for: neither the store nor the calendar has to handle them.
    /// </summary>
    private static readonly DateOnly _latest = new(2200, 1, 1);
    private static readonly DateOnly _earliest = new(1970, 1, 2);

    internal static (ReviewSchedule State, IReadOnlyList<ReviewEffect> Effects, DateTimeOffset? NextDueAt) Handle(
        ReviewSchedule state,
        ReviewEvent @event,
        QuietHours calendar,
        DateTimeOffset now)
    {
        var (next, effects) = @event switch
        {
            ReviewEvent.Dated(var dueDate) => (Date(state, dueDate, calendar, now), []),
            _ => Wake(state, calendar, now),
        };
        return (next, effects, next.DueAt);
    }

    /// <summary>
    /// Restarts when the date has changed. Reminders before the date are skipped: whoever set a date three days ahead
    /// knows it. That it is reached, or past, is notified.
    /// </summary>
    private static ReviewSchedule Date(ReviewSchedule state, DateOnly? dueDate, QuietHours calendar, DateTimeOffset now)
    {
        if (dueDate == state.ReviewDueDate)
            return state;
        if (dueDate is not { } date)
            return state with { ReviewDueDate = null, LastReminder = null, DueAt = null };
        long? passed = null;
        foreach (var reminder in _reminders.Where(reminder => reminder < 0 && Moment(date, reminder, calendar) <= now))
            passed = reminder;
        return state with
        {
            ReviewDueDate = date,
            LastReminder = passed,
            DueAt = Moment(date, After(passed), calendar),
        };
    }

    private static (ReviewSchedule State, IReadOnlyList<ReviewEffect> Effects) Wake(
        ReviewSchedule state,
        QuietHours calendar,
        DateTimeOffset now)
    {
        if (state.ReviewDueDate is not { } date)
            return (state with { DueAt = null }, []);
        if (Latest(state, date, calendar, now) is not { } latest)
            return (state with { DueAt = Moment(date, After(state.LastReminder), calendar) }, []);
        if (calendar.IsQuiet(now))
            return (state with { DueAt = calendar.NextAllowed(now) }, []);

        var days = calendar.DateAt(now).DayNumber - date.DayNumber;
        ReviewEffect effect = days <= 0 ? new ReviewEffect.Reminded(date, -days) : new ReviewEffect.Overdue(date, days);
        return (state with { LastReminder = latest, DueAt = Moment(date, After(latest), calendar) }, [effect]);
    }

    /// <summary>The latest reminder that has fallen due and is not done with.</summary>
    private static long? Latest(ReviewSchedule state, DateOnly date, QuietHours calendar, DateTimeOffset now)
    {
        long? latest = null;
        var next = After(state.LastReminder);

        // However long nobody looked: the weeks before the last two need not be counted.
        var overdue = calendar.DateAt(now).DayNumber - date.DayNumber;
        var recent = ((overdue / Week) - 2) * Week;
        if (recent > next && recent > 0)
            next = recent;
        while (Moment(date, next, calendar) <= now)
        {
            latest = next;
            next = After(next);
        }

        return latest;
    }

    private static long After(long? reminder)
    {
        foreach (var candidate in _reminders)
        {
            if (reminder is null || candidate > reminder)
                return candidate;
        }

        return reminder!.Value + Week;
    }

    /// <summary>When a reminder is to be sent; null for never.</summary>
    private static DateTimeOffset? Moment(DateOnly date, long reminder, QuietHours calendar)
    {
        var day = date.DayNumber + reminder;
        if (day > _latest.DayNumber)
            return null;
        return calendar.EndOn(day < _earliest.DayNumber ? _earliest : DateOnly.FromDayNumber((int)day));
    }
}

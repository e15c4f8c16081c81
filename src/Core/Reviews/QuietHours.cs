namespace Enterprise.Core.Reviews;

/// <summary>
/// When no reminders are sent: a pure calendar in one time zone that handles daylight saving time.
/// </summary>
/// <param name="Zone">Where the people are.</param>
/// <param name="From">When quiet begins each day.</param>
/// <param name="Until">When it ends; the same as <paramref name="From"/> where there is none.</param>
/// <param name="QuietWeekends">Whether Saturdays and Sundays are quiet all day.</param>
public sealed record QuietHours(TimeZoneInfo Zone, TimeOnly From, TimeOnly Until, bool QuietWeekends)
{
    /// <summary>The date there.</summary>
    public DateOnly DateAt(DateTimeOffset time) => DateOnly.FromDateTime(Local(time));

    /// <summary>Whether people are left alone.</summary>
    public bool IsQuiet(DateTimeOffset time)
    {
        var local = Local(time);
        if (IsQuietDay(DateOnly.FromDateTime(local)))
            return true;
        var clock = TimeOnly.FromDateTime(local);
        return From < Until
            ? clock >= From && clock < Until
            : From > Until && (clock >= From || clock < Until);
    }

    /// <summary>When quiet ends on a date, or on the next one that is not quiet all day.</summary>
    public DateTimeOffset EndOn(DateOnly date)
    {
        while (IsQuietDay(date))
            date = date.AddDays(1);
        return Instant(date.ToDateTime(Until));
    }

    /// <summary>The time itself, or the end of the quiet that it falls in.</summary>
    public DateTimeOffset NextAllowed(DateTimeOffset time)
    {
        if (!IsQuiet(time))
            return time;
        var date = DateAt(time);
        var end = EndOn(date);
        return end > time ? end : EndOn(date.AddDays(1));
    }

    private bool IsQuietDay(DateOnly date) =>
        QuietWeekends && date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    private DateTime Local(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, Zone).DateTime;

    /// <summary>
    /// The first moment at which the clocks there show this, or where they skip it the moment at which they have.
    /// </summary>
    private DateTimeOffset Instant(DateTime local)
    {
        while (Zone.IsInvalidTime(local))
            local = local.AddMinutes(1);
        var offset = Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max() : Zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}

using System.Globalization;
using CsCheck;
using Enterprise.Core.Reviews;

namespace Enterprise.Core.Tests.Notifications;

public sealed class QuietHoursTests
{
    private static readonly TimeZoneInfo _berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private static readonly Gen<QuietHours> _calendars = Gen.Select(
        Gen.OneOf("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia"),
        Gen.Int[0, 1439],
        Gen.Int[0, 1439],
        Gen.Bool,
        (zone, from, until, weekends) => new QuietHours(
            TimeZoneInfo.FindSystemTimeZoneById(zone), Clock(from), Clock(until), weekends));

    private static readonly Gen<DateTimeOffset> _times =
        Gen.Long[0, 40L * 366 * 24 * 60].Select(minutes => DateTimeOffset.UnixEpoch.AddYears(30).AddMinutes(minutes));

    [Theory]
    [InlineData("18:00", "08:00", "2026-06-03T07:59:59", true)]
    [InlineData("18:00", "08:00", "2026-06-03T08:00:00", false)]
    [InlineData("18:00", "08:00", "2026-06-03T17:59:59", false)]
    [InlineData("18:00", "08:00", "2026-06-03T18:00:00", true)]
    [InlineData("18:00", "08:00", "2026-06-03T23:59:59", true)]
    [InlineData("12:00", "14:00", "2026-06-03T11:59:59", false)]
    [InlineData("12:00", "14:00", "2026-06-03T12:00:00", true)]
    [InlineData("12:00", "14:00", "2026-06-03T14:00:00", false)]
    [InlineData("08:00", "08:00", "2026-06-03T03:00:00", false)]
    [InlineData("08:00", "08:00", "2026-06-06T12:00:00", false)]
    public void Time_between_the_two_hours_is_quiet(string from, string until, string time, bool isQuiet) =>
        Assert.Equal(isQuiet, Calendar(TimeZoneInfo.Utc, from, until).IsQuiet(Utc(time)));

    [Theory]
    [InlineData("2026-06-05T17:59:59", false, "a Friday afternoon")]
    [InlineData("2026-06-06T12:00:00", true, "a Saturday noon")]
    [InlineData("2026-06-07T12:00:00", true, "a Sunday noon")]
    [InlineData("2026-06-08T12:00:00", false, "a Monday noon")]
    public void Weekends_are_quiet_only_if_configured(string time, bool isQuiet, string when)
    {
        Assert.True(isQuiet == (Calendar(TimeZoneInfo.Utc) with { QuietWeekends = true }).IsQuiet(Utc(time)), when);
        Assert.False(Calendar(TimeZoneInfo.Utc).IsQuiet(Utc(time)), when);
    }

    [Theory]
    [InlineData("2026-01-15", "2026-01-15T07:00:00", "in winter")]
    [InlineData("2026-07-15", "2026-07-15T06:00:00", "in summer")]
    [InlineData("2026-03-28", "2026-03-28T07:00:00", "the day before the clocks go forward")]
    [InlineData("2026-03-29", "2026-03-29T06:00:00", "the day they do")]
    [InlineData("2026-10-24", "2026-10-24T06:00:00", "the day before they go back")]
    [InlineData("2026-10-25", "2026-10-25T07:00:00", "the day they do")]
    public void Quiet_hours_end_at_the_same_local_time_across_clock_changes(string date, string end, string when) =>
        Assert.True(Utc(end) == Calendar(_berlin).EndOn(Date(date)), when);

    [Theory]
    [InlineData("2026-03-29", "2026-03-29T01:00:00", "skipped, so it is over when the clocks have gone forward")]
    [InlineData("2026-10-25", "2026-10-25T00:30:00", "shown twice, so it is over the first time")]
    [InlineData("2026-10-26", "2026-10-26T01:30:00", "as on any other day")]
    public void End_in_a_skipped_or_repeated_hour_is_resolved(string date, string end, string because) =>
        Assert.True(Utc(end) == Calendar(_berlin, "23:00", "02:30").EndOn(Date(date)), because);

    [Theory]
    [InlineData("2026-06-03T12:00:00", "2026-06-03T12:00:00", "not quiet")]
    [InlineData("2026-06-03T18:00:00", "2026-06-04T08:00:00", "in the evening")]
    [InlineData("2026-06-04T03:00:00", "2026-06-04T08:00:00", "in the night")]
    [InlineData("2026-06-05T18:00:00", "2026-06-08T08:00:00", "on a Friday evening")]
    [InlineData("2026-06-07T23:59:59", "2026-06-08T08:00:00", "on a Sunday night")]
    public void Time_in_quiet_hours_is_moved_to_their_end(string time, string allowed, string when) =>
        Assert.True(
            Utc(allowed) == (Calendar(TimeZoneInfo.Utc) with { QuietWeekends = true }).NextAllowed(Utc(time)),
            when);

    [Fact]
    public void Next_allowed_time_is_not_quiet_and_at_most_four_days_later() =>
        Gen.Select(_calendars, _times).Sample((calendar, time) =>
        {
            var allowed = calendar.NextAllowed(time);
            Assert.True(allowed >= time);
            Assert.False(calendar.IsQuiet(allowed));
            Assert.Equal(allowed, calendar.NextAllowed(allowed));
            if (allowed > time)
            {
                // If clocks go back across the end, quiet hours may have ended once and started again.
                Assert.True(calendar.IsQuiet(time));
                Assert.True(allowed - time <= TimeSpan.FromDays(4.1));
            }
        });

    [Fact]
    public void End_of_quiet_hours_is_never_on_an_earlier_date() =>
        Gen.Select(_calendars, _times).Sample((calendar, time) =>
        {
            var date = calendar.DateAt(time);
            var (end, next) = (calendar.EndOn(date), calendar.EndOn(date.AddDays(1)));
            Assert.True(calendar.DateAt(end) >= date);
            Assert.True(next >= end);
            Assert.False(calendar.IsQuiet(end));
        });

    private static QuietHours Calendar(TimeZoneInfo zone, string from = "18:00", string until = "08:00") => new(
        zone,
        TimeOnly.Parse(from, CultureInfo.InvariantCulture),
        TimeOnly.Parse(until, CultureInfo.InvariantCulture),
        QuietWeekends: false);

    private static TimeOnly Clock(int minutes) => new TimeOnly(0, 0).AddMinutes(minutes);

    private static DateOnly Date(string text) => DateOnly.Parse(text, CultureInfo.InvariantCulture);

    private static DateTimeOffset Utc(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}

using System.Globalization;
using CsCheck;
using Enterprise.Core.Reviews;

namespace Enterprise.Core.Tests.Reviews;

public sealed class ReviewReminderProcessTests
{
    private static readonly QuietHours _utc = Calendar("UTC");

    private static readonly Gen<QuietHours> _calendars = Gen.Select(
        Gen.OneOf("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"),
        Gen.Bool,
        (zone, weekends) => Calendar(zone, weekends));

    [Fact]
    public void Reminders_are_sent_before_on_the_day_and_weekly_after()
    {
        var sent = RunUntil(_utc, Date("2026-06-01"), Utc("2026-03-01T12:00"), Utc("2026-06-25T12:00"));

        Assert.Equal(
        [
            "2026-05-18T08:00 in 14",
            "2026-05-25T08:00 in 7",
            "2026-05-31T08:00 in 1",
            "2026-06-01T08:00 in 0",
            "2026-06-08T08:00 over 7",
            "2026-06-15T08:00 over 14",
            "2026-06-22T08:00 over 21",
        ], sent);
    }

    [Fact]
    public void Reminders_follow_the_local_time_zone()
    {
        var sent = RunUntil(
            Calendar("Europe/Berlin"), Date("2026-04-02"), Utc("2026-03-01T12:00"), Utc("2026-04-03T12:00"));

        Assert.Equal(
            ["2026-03-19T07:00 in 14", "2026-03-26T07:00 in 7", "2026-04-01T06:00 in 1", "2026-04-02T06:00 in 0"],
            sent);
    }

    [Fact]
    public void Reminder_on_a_quiet_weekend_is_sent_on_Monday_with_the_days_as_of_then()
    {
        // The 6th of June 2026 is a Saturday.
        var sent = RunUntil(
            Calendar("UTC", weekends: true), Date("2026-06-06"), Utc("2026-05-01T12:00"), Utc("2026-06-16T12:00"));

        Assert.Equal(
        [
            "2026-05-25T08:00 in 12",
            "2026-06-01T08:00 in 5",
            "2026-06-05T08:00 in 1",
            "2026-06-08T08:00 over 2",
            "2026-06-15T08:00 over 9",
        ], sent);
    }

    [Theory]
    [InlineData("2026-05-20T09:00", "in 12", "2026-05-25T08:00")]
    [InlineData("2026-05-30T09:00", "in 2", "2026-05-31T08:00")]
    [InlineData("2026-06-01T09:00", "in 0", "2026-06-08T08:00")]
    [InlineData("2026-06-05T09:00", "over 4", "2026-06-08T08:00")]
    [InlineData("2026-08-19T09:00", "over 79", "2026-08-24T08:00")]
    [InlineData("2036-06-01T09:00", "over 3653", "2036-06-02T08:00")]
    public void Late_wake_up_sends_only_the_latest_reminder(string now, string expected, string next)
    {
        var (state, _, _) = Date(NewSchedule(), Date("2026-06-01"), _utc, Utc("2026-03-01T12:00"));

        var (after, effects, due) = Wake(state, _utc, Utc(now));

        Assert.Equal(expected, Text(Assert.Single(effects)));
        Assert.Equal(Utc(next), due);
        Assert.Empty(Wake(after, _utc, Utc(now)).Effects);
    }

    [Fact]
    public void Late_reminder_in_quiet_hours_waits_for_their_end()
    {
        var (state, _, _) = Date(NewSchedule(), Date("2026-06-01"), _utc, Utc("2026-03-01T12:00"));

        var (waiting, effects, due) = Wake(state, _utc, Utc("2026-05-18T22:00"));

        Assert.Empty(effects);
        Assert.Equal(Utc("2026-05-19T08:00"), due);
        Assert.Equal("in 13", Text(Assert.Single(Wake(waiting, _utc, due!.Value).Effects)));
    }

    [Theory]
    [InlineData("2026-06-01", "2026-05-18T08:00", "far ahead: starts with the first reminder")]
    [InlineData("2026-03-11", "2026-03-04T08:00", "in ten days: skips the first reminder")]
    [InlineData("2026-03-02", "2026-03-02T08:00", "tomorrow: reminds on the day")]
    [InlineData("2026-03-01", "2026-03-01T08:00", "today: reminds at once")]
    [InlineData("2026-02-01", "2026-02-01T08:00", "past: reminds at once")]
    public void New_date_schedules_the_next_reminder_before_it(string date, string due, string description)
    {
        var (state, effects, next) = Date(NewSchedule(), Date(date), _utc, Utc("2026-03-01T12:00"));

        Assert.True(Utc(due) == next, description);
        Assert.Empty(effects);
        Assert.Equal(state, Date(state, Date(date), _utc, Utc("2026-09-01T12:00")).State);
    }

    [Fact]
    public void Changed_date_resets_the_reminders_sent()
    {
        var (state, _, _) = Date(NewSchedule(), Date("2026-06-01"), _utc, Utc("2026-03-01T12:00"));
        (state, _, _) = Wake(state, _utc, Utc("2026-06-20T12:00"));

        (state, _, var due) = Date(state, Date("2026-09-01"), _utc, Utc("2026-06-20T13:00"));

        Assert.Equal(Utc("2026-08-18T08:00"), due);
        Assert.Equal("in 14", Text(Assert.Single(Wake(state, _utc, due!.Value).Effects)));
    }

    [Fact]
    public void Removed_date_schedules_nothing()
    {
        var (state, _, _) = Date(NewSchedule(), Date("2026-06-01"), _utc, Utc("2026-03-01T12:00"));

        (state, var effects, var due) = Date(state, null, _utc, Utc("2026-03-02T12:00"));

        Assert.Null(due);
        Assert.Empty(effects);
        Assert.Equal(
            (state, null),
            (Wake(state, _utc, Utc("2027-01-01T12:00")).State, Wake(state, _utc, Utc("2027-01-01T12:00")).NextDueAt));
    }

    [Theory]
    [InlineData("0001-01-01")]
    [InlineData("9999-12-31")]
    public void Earliest_and_latest_dates_are_handled(string date)
    {
        foreach (var zone in new[] { "UTC", "Pacific/Kiritimati", "America/New_York" })
        {
            var (state, _, _) = Date(NewSchedule(), Date(date), Calendar(zone), Utc("2026-03-01T12:00"));

            var (_, effects, due) = Wake(state, Calendar(zone), Calendar(zone).NextAllowed(Utc("2026-03-04T20:00")));

            Assert.Equal(date.StartsWith('0'), effects.Count == 1);
            Assert.Equal(date.StartsWith('0'), due is not null);
        }
    }

    [Fact]
    public void Changed_quiet_hours_move_the_next_reminder()
    {
        var (state, _, _) = Date(NewSchedule(), Date("2026-06-01"), _utc, Utc("2026-03-01T12:00"));
        var later = _utc with { Until = new TimeOnly(10, 0) };

        var (_, effects, due) = Wake(state, later, Utc("2026-05-18T08:00"));

        Assert.Empty(effects);
        Assert.Equal(Utc("2026-05-18T10:00"), due);
    }

    [Fact]
    public void No_reminder_is_sent_twice_or_in_quiet_hours_whenever_it_wakes() =>
        Gen.Select(_calendars, Gen.Int[0, 400], Gen.Int[1, 500].Array[1, 60]).Sample((calendar, days, hours) =>
        {
            var now = Utc("2026-03-01T12:00");
            var due = calendar.DateAt(now).AddDays(days);
            var (state, _, _) = Date(NewSchedule(), due, calendar, now);
            var sent = new List<(DateTimeOffset At, long Reminder)>();
            foreach (var pause in hours)
            {
                now = now.AddHours(pause);
                var before = state.LastReminder;
                (state, var effects, var next) = Wake(state, calendar, now);
                Assert.True(next > now, "The next wake-up must be later, or the driver would spin.");
                Assert.True(effects.Count <= 1);
                Assert.Equal(effects.Count == 1, state.LastReminder != before);
                if (effects.Count == 1)
                    sent.Add((now, state.LastReminder!.Value));
                Assert.Empty(Wake(state, calendar, now).Effects);
            }

            Assert.All(sent, one => Assert.False(calendar.IsQuiet(one.At)));
            Assert.Equal(sent.Select(one => one.Reminder).Distinct().Order(), sent.Select(one => one.Reminder));
        });

    [Fact]
    public void Waking_at_every_due_time_sends_every_reminder() =>
        Gen.Select(_calendars, Gen.Int[15, 300]).Sample((calendar, days) =>
        {
            var begin = Utc("2026-03-01T12:00");
            var due = calendar.DateAt(begin).AddDays(days);

            var sent = RunUntil(calendar, due, begin, begin.AddDays(days + 30));

            // Several reminders of a quiet weekend are merged into one on Monday.
            Assert.InRange(sent.Count, calendar.QuietWeekends ? 6 : 8, 8);
            Assert.Equal(sent.Distinct(), sent);
        });

    [Fact]
    public void Different_wake_up_times_reach_the_same_state() =>
        Gen.Select(
            _calendars,
            Gen.Int[0, 100],
            Gen.Int[1, 300].Array[1, 30],
            Gen.Int[1, 300].Array[1, 30]).Sample((calendar, days, first, second) =>
        {
            var begin = Utc("2026-03-01T12:00");
            var end = calendar.NextAllowed(begin.AddDays(400));
            var (state, _, _) = Date(NewSchedule(), calendar.DateAt(begin).AddDays(days), calendar, begin);

            Assert.Equal(AfterWakeUps(first), AfterWakeUps(second));

            ReviewSchedule AfterWakeUps(int[] pauses)
            {
                var (now, current) = (begin, state);
                foreach (var pause in pauses)
                {
                    now = now.AddHours(pause);
                    current = Wake(current, calendar, now).State;
                }

                return Wake(current, calendar, end).State;
            }
        });

    /// <summary>Wakes the process at each of its due times, as a driver does, and returns the reminders sent.</summary>
    private static List<string> RunUntil(QuietHours calendar, DateOnly date, DateTimeOffset begin, DateTimeOffset end)
    {
        var sent = new List<string>();
        var (state, _, due) = Date(NewSchedule(), date, calendar, begin);
        while (due is { } at && at <= end)
        {
            (state, var effects, due) = Wake(state, calendar, at);
            sent.AddRange(
                effects.Select(
                    effect => string.Create(CultureInfo.InvariantCulture, $"{at:yyyy-MM-ddTHH:mm} {Text(effect)}")));
        }

        return sent;
    }

    private static ReviewSchedule NewSchedule() => new() { ProjectId = 7 };

    private static (ReviewSchedule State, IReadOnlyList<ReviewEffect> Effects, DateTimeOffset? NextDueAt) Date(
        ReviewSchedule state, DateOnly? date, QuietHours calendar, DateTimeOffset now) =>
        ReviewReminderProcess.Handle(state, new ReviewEvent.Dated(date), calendar, now);

    private static (ReviewSchedule State, IReadOnlyList<ReviewEffect> Effects, DateTimeOffset? NextDueAt) Wake(
        ReviewSchedule state, QuietHours calendar, DateTimeOffset now) =>
        ReviewReminderProcess.Handle(state, new ReviewEvent.Woken(), calendar, now);

    private static string Text(ReviewEffect effect) => effect switch
    {
        ReviewEffect.Reminded(_, var days) => string.Create(CultureInfo.InvariantCulture, $"in {days}"),
        ReviewEffect.Overdue(_, var days) => string.Create(CultureInfo.InvariantCulture, $"over {days}"),
        _ => throw new ArgumentOutOfRangeException(nameof(effect)),
    };

    private static QuietHours Calendar(string zone, bool weekends = false) =>
        new(TimeZoneInfo.FindSystemTimeZoneById(zone), new TimeOnly(18, 0), new TimeOnly(8, 0), weekends);

    private static DateOnly Date(string text) => DateOnly.Parse(text, CultureInfo.InvariantCulture);

    private static DateTimeOffset Utc(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}

using System.Globalization;
using Enterprise.Core.Access;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Reviews;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Core.Tests.Reviews;

public sealed class ReviewPolicyTests
{
    private static readonly DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly ReviewOptions _options = new();
    private readonly FakeTimeProvider _time = new(_now);

    private ReviewPolicy Rules => new(_options, _time);

    [Theory]
    [InlineData("", SecurityLevel.Internal, null)]
    [InlineData("", SecurityLevel.Confidential, null)]
    [InlineData("", SecurityLevel.Restricted, 6)]
    [InlineData("SOX", SecurityLevel.Internal, 3)]
    [InlineData("sox", SecurityLevel.Internal, 3)]
    [InlineData("HIPAA", SecurityLevel.Internal, 12)]
    [InlineData("GDPR", SecurityLevel.Internal, 12)]
    [InlineData("GDPR", SecurityLevel.Restricted, 6)]
    [InlineData("GDPR,SOX", SecurityLevel.Restricted, 3)]
    [InlineData("GDPR,HIPAA", SecurityLevel.Internal, 12)]
    [InlineData("ISO 27001", SecurityLevel.Internal, null)]
    public void Shortest_applicable_cadence_wins(string requirements, SecurityLevel level, int? months) =>
        Assert.Equal(months, Rules.Cadence(Project(requirements, level)));

    [Fact]
    public void Options_add_cadences_and_turn_others_off()
    {
        _options.CadenceMonths["ISO 27001"] = 1;
        _options.CadenceMonths["SOX"] = 0;
        _options.RestrictedMonths = 0;

        Assert.Equal(1, Rules.Cadence(Project("GDPR,iso 27001")));
        Assert.Null(Rules.Cadence(Project("SOX", SecurityLevel.Restricted)));
    }

    [Theory]
    [InlineData("SOX", "2026-03-01", null, "2026-06-01", "from its creation")]
    [InlineData("SOX", "2025-03-01", "2026-02-15", "2026-05-15", "from the last review")]
    [InlineData("SOX", "2024-01-01", null, "2026-03-01", "a rule that applies late makes it due today")]
    [InlineData("", "2026-03-01", null, null, "no rule applies")]
    public void Missing_date_follows_from_the_rule(
        string requirements, string created, string? reviewed, string? expected, string description)
    {
        var due = Rules.MissingDueDate(Project(requirements), Time(created), reviewed is null ? null : Time(reviewed));

        Assert.True(Date(expected) == due, description);
    }

    [Fact]
    public void Set_date_is_kept_and_a_finished_project_gets_none()
    {
        Assert.Equal(
            new DateOnly(2030, 1, 1),
            Rules.MissingDueDate(Project("SOX") with { ReviewDueDate = new DateOnly(2030, 1, 1) }, _now, null));
        Assert.Null(Rules.MissingDueDate(Project("SOX") with { Status = ProjectStatus.Completed }, _now, null));
        Assert.Null(Rules.MissingDueDate(Project("SOX") with { Status = ProjectStatus.Archived }, _now, null));
    }

    [Fact]
    public void Today_is_the_date_in_the_configured_time_zone()
    {
        _options.TimeZone = "Pacific/Kiritimati";
        Assert.Equal(new DateOnly(2026, 3, 2), Rules.Today);
        Assert.Equal(new DateOnly(2026, 6, 2), Rules.MissingDueDate(Project("SOX"), _now, null));
    }

    [Theory]
    [InlineData("SOX", ReviewOutcome.Confirmed, "2026-06-01")]
    [InlineData("", ReviewOutcome.Confirmed, "2027-03-01")]
    [InlineData("SOX", ReviewOutcome.ChangesNeeded, "2026-03-31")]
    [InlineData("", ReviewOutcome.ChangesNeeded, "2026-03-31")]
    public void Next_date_follows_the_cadence_or_a_year_and_is_in_30_days_if_changes_are_needed(
        string requirements, ReviewOutcome outcome, string expected) =>
        Assert.Equal(Date(expected), Rules.NextDueDate(Project(requirements), outcome));

    [Theory]
    [InlineData(null, SecurityLevel.Restricted, "2020-01-01", false)]
    [InlineData(SecurityLevel.Restricted, SecurityLevel.Restricted, "2026-02-28", true)]
    [InlineData(SecurityLevel.Restricted, SecurityLevel.Restricted, "2026-03-01", false)]
    [InlineData(SecurityLevel.Restricted, SecurityLevel.Restricted, null, false)]
    [InlineData(SecurityLevel.Restricted, SecurityLevel.Confidential, "2026-02-28", false)]
    [InlineData(SecurityLevel.Internal, SecurityLevel.Confidential, "2026-02-28", true)]
    public void Overdue_review_blocks_from_the_configured_security_level(
        SecurityLevel? from, SecurityLevel level, string? due, bool isBlocked)
    {
        _options.OverdueBlocksReleasesFrom = from;
        var project = new Project(Project("", level)) { Id = 1, ReviewDueDate = Date(due) };

        if (!isBlocked)
            Rules.RequireNotOverdue(project);
        else
            Assert.Contains(
                due!,
                AssertRefused.With(RefusalKind.Conflict, () => Rules.RequireNotOverdue(project)).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public void Checklist_has_each_item_once_and_configured_items_replace_the_defaults()
    {
        Assert.Empty(Checklist.Of(["ISO 27001"], _options));
        Assert.NotEmpty(Checklist.Of(["hipaa"], _options));
        _options.Checklists["SOX"] = ["Ours", "Both"];
        _options.Checklists["ISO 27001"] = ["Both", "Theirs"];

        Assert.Equal(["Ours", "Both", "Theirs"], Checklist.Of(["sox", "ISO 27001"], _options));
    }

    [Fact]
    public void Failures_names_an_invalid_setting_in_one_line()
    {
        Check(
            options => options.CadenceMonths["SOX"] = -1,
            "Enterprise:Reviews:CadenceMonths:SOX: expected 0 to 120 months.");
        Check(
            options => options.RestrictedMonths = 121,
            "Enterprise:Reviews:RestrictedMonths: expected 0 to 120 months.");
        Check(
            options => options.Checklists["X"] = [" "],
            "Enterprise:Reviews:Checklists:X: expected at most 50 items of 1 to 200 characters.");
        Check(
            options => options.TimeZone = "Mars/Olympus",
            "Enterprise:Reviews:TimeZone: Mars/Olympus is no time zone that is known here. "
            + "Expected one like Europe/Berlin.");
        Check(
            options => options.OverdueBlocksReleasesFrom = (SecurityLevel)9,
            "Enterprise:Reviews:OverdueBlocksReleasesFrom: expected a security level.");
        Assert.Empty(new ReviewOptions().Failures());

        static void Check(Action<ReviewOptions> change, string line)
        {
            var options = new ReviewOptions();
            change(options);
            Assert.Equal([line], options.Failures());
        }
    }

    private static ProjectFields Project(string requirements, SecurityLevel level = SecurityLevel.Internal) => new()
    {
        Name = "Portal",
        SecurityLevel = level,
        ComplianceRequirements = requirements.Split(',', StringSplitOptions.RemoveEmptyEntries),
    };

    private static DateOnly? Date(string? text) =>
        text is null ? null : DateOnly.Parse(text, CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string date) => new(Date(date)!.Value, new TimeOnly(12, 0), TimeSpan.Zero);
}

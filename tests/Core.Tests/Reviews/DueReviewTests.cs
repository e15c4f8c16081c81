using Enterprise.Core.Access;
using Enterprise.Core.Listing;
using Enterprise.Core.Projects;
using Enterprise.Core.Reviews;

namespace Enterprise.Core.Tests.Reviews;

public sealed class DueReviewTests : IAsyncLifetime
{
    private readonly CoreFixture _core = new();
    private readonly Dictionary<string, long> _projects = [];
    private Call _manager = null!;
    private Call _stranger = null!;

    private ReviewFixture Fixture => new(_core);

    public async ValueTask InitializeAsync()
    {
        _manager = await _core.SignUp(Role.Manager);
        _stranger = await _core.SignUp(Role.Manager);
        await Add(
            "overdue", ReviewFixture.Today.AddDays(-3), fields => fields with { ComplianceRequirements = ["SOX"] });
        await Add("long overdue", ReviewFixture.Today.AddDays(-40));
        await Add("due", ReviewFixture.Today);
        await Add("upcoming", ReviewFixture.Today.AddDays(1));
        await Add("never", null);
        await Add("paused", ReviewFixture.Today, fields => fields with { Status = ProjectStatus.Paused });
        await Add("completed", ReviewFixture.Today, fields => fields with { Status = ProjectStatus.Completed });
        await Add("archived", ReviewFixture.Today);
        await Fixture.Patch(_projects["archived"], """{"status":"archived"}""");
        await Add("elsewhere", ReviewFixture.Today, fields => fields with { AllowedIps = ["203.0.113.0/24"] });
        await Add(
            "private",
            ReviewFixture.Today.AddDays(-1),
            fields => fields with { OwnerId = _stranger.Caller.UserId, Visibility = Visibility.Private });
    }

    public ValueTask DisposeAsync()
    {
        _core.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("", "long overdue,overdue,due,paused")]
    [InlineData("status=overdue", "long overdue,overdue")]
    [InlineData("status=due", "due,paused")]
    [InlineData("status=upcoming", "upcoming")]
    [InlineData("status=overdue,due,upcoming", "long overdue,overdue,due,paused,upcoming")]
    [InlineData("due_before=2026-03-03", "long overdue,overdue,due,paused,upcoming")]
    [InlineData("due_before=2026-02-28", "long overdue,overdue")]
    [InlineData("due_after=2026-02-01", "overdue,due,paused,upcoming")]
    [InlineData("status=overdue due_after=2026-02-01", "overdue")]
    [InlineData("compliance_requirement=SOX", "overdue")]
    public async Task Due_and_overdue_reviews_are_listed_by_default_and_others_by_filter(
        string filters, string expected) =>
        Assert.Equal(expected.Split(','), (await List(_manager, filters)).Select(NameOf));

    [Fact]
    public async Task List_contains_only_visible_projects() =>
        Assert.Equal(["private"], (await List(_stranger, "")).Select(NameOf));

    [Fact]
    public async Task Owner_and_team_filters_narrow_the_list()
    {
        Assert.Empty(await List(_manager, "team_id=1"));
        Assert.Equal(4, (await List(_manager, $"owner_id={_manager.Caller.UserId}")).Count);
        Assert.Equal(["private"], (await List(Fixture.Admin, $"owner_id={_stranger.Caller.UserId}")).Select(NameOf));
    }

    [Fact]
    public async Task Item_shows_status_days_overdue_checklist_and_last_review()
    {
        var item = (await List(_manager, "status=overdue"))[1];

        Assert.Equal(
            (_projects["overdue"], "overdue", _manager.Caller.UserId),
            (item.ProjectId, NameOf(item), item.OwnerId));
        Assert.Equal(
            (ReviewStatus.Overdue, 3L, ReviewFixture.Today.AddDays(-3)),
            (item.Status, item.DaysOverdue, item.ReviewDueDate));
        Assert.Equal(Checklist.Of(["SOX"], new()), item.Checklist);
        Assert.Null(item.LastReviewId);

        var answer = ReviewFixture.Answer(ReviewOutcome.ChangesNeeded, item.Checklist);
        var review = await Fixture.Reviews.Complete(_manager, item.ProjectId, answer, null, CoreFixture.Stop);

        item = (await List(_manager, "compliance_requirement=SOX status=upcoming")).Single();
        Assert.Equal(
            (review.Value.Id, review.Value.CreatedAt, 0L),
            (item.LastReviewId!.Value, item.LastReviewedAt!.Value, item.DaysOverdue));
    }

    [Fact]
    public async Task Every_filter_and_sort_returns_the_same_items_page_by_page()
    {
        string[] allFilters = ["", "status=overdue,due,upcoming", "security_level=internal", "due_after=2026-01-01"];
        foreach (var sort in DueReviews.List.Sorts.SelectMany(sort => new[] { sort.Name, $"-{sort.Name}" }))
        {
            foreach (var filters in allFilters)
            {
                var whole = await List(_manager, filters, sort);
                Assert.NotEmpty(whole);
                Assert.Equal(whole.Select(NameOf), (await List(_manager, filters, sort, limit: 1)).Select(NameOf));
            }
        }
    }

    private static string NameOf(DueReview review) => review.ProjectName;

    private async Task Add(string name, DateOnly? due, Func<ProjectFields, ProjectFields>? adjust = null) =>
        _projects[name] = await Fixture.Project(
            _manager, due, fields => (adjust?.Invoke(fields) ?? fields) with { Name = name });

    private async Task<IReadOnlyList<DueReview>> List(Call call, string filters, string? sort = null, int limit = 200)
    {
        var parameters = filters.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(filter => filter.Split('='))
            .Select(filter => KeyValuePair.Create(filter[0], (IReadOnlyList<string>)[filter[1]]));
        var request = new ListRequest(
            ListRequest.Filter(DueReviews.List, parameters),
            ListRequest.ParseSort(DueReviews.List, sort),
            limit,
            After: null);
        var items = new List<DueReview>();
        while (true)
        {
            var page = await Fixture.Reviews.ListDue(call, request, CoreFixture.Stop);
            Assert.True(page.Items.Count <= limit);
            items.AddRange(page.Items.Select(item => item.Value));
            if (page.Next is null)
                return items;
            request = request with { After = page.Next };
        }
    }
}

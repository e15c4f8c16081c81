using Enterprise.Core.Access;
using Enterprise.Core.Listing;
using Enterprise.Core.Projects;
using Enterprise.Core.Reviews;

namespace Enterprise.Core.Tests.Reviews;

public sealed class DueReviewTests : IAsyncLifetime
{
    private readonly Registry _registry = new();
    private readonly Dictionary<string, long> _projects = [];
    private Call _manager = null!;
    private Call _stranger = null!;

    private ReviewCase Case => new(_registry);

    public async ValueTask InitializeAsync()
    {
        _manager = await _registry.SignUp(Role.Manager);
        _stranger = await _registry.SignUp(Role.Manager);
        await Add("overdue", ReviewCase.Today.AddDays(-3), fields => fields with { ComplianceRequirements = ["SOX"] });
        await Add("long overdue", ReviewCase.Today.AddDays(-40));
        await Add("due", ReviewCase.Today);
        await Add("upcoming", ReviewCase.Today.AddDays(1));
        await Add("never", null);
        await Add("paused", ReviewCase.Today, fields => fields with { Status = ProjectStatus.Paused });
        await Add("completed", ReviewCase.Today, fields => fields with { Status = ProjectStatus.Completed });
        await Add("archived", ReviewCase.Today);
        await Case.Patch(_projects["archived"], """{"status":"archived"}""");
        await Add("elsewhere", ReviewCase.Today, fields => fields with { AllowedIps = ["203.0.113.0/24"] });
        await Add("private", ReviewCase.Today.AddDays(-1), fields => fields with { OwnerId = _stranger.Caller.UserId, Visibility = Visibility.Private });
    }

    public ValueTask DisposeAsync()
    {
        _registry.Dispose();
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
    public async Task What_is_due_or_overdue_is_listed_and_what_else_is_asked_for(string filters, string expected) =>
        Assert.Equal(expected.Split(','), (await List(_manager, filters)).Select(NameOf));

    [Fact]
    public async Task A_list_holds_what_the_caller_can_see() =>
        Assert.Equal(["private"], (await List(_stranger, "")).Select(NameOf));

    [Fact]
    public async Task Owner_and_team_narrow_the_list()
    {
        Assert.Empty(await List(_manager, "team_id=1"));
        Assert.Equal(4, (await List(_manager, $"owner_id={_manager.Caller.UserId}")).Count);
        Assert.Equal(["private"], (await List(Case.Admin, $"owner_id={_stranger.Caller.UserId}")).Select(NameOf));
    }

    [Fact]
    public async Task An_item_says_where_the_project_stands()
    {
        var item = (await List(_manager, "status=overdue"))[1];

        Assert.Equal((_projects["overdue"], "overdue", _manager.Caller.UserId), (item.ProjectId, NameOf(item), item.OwnerId));
        Assert.Equal((ReviewStatus.Overdue, 3L, ReviewCase.Today.AddDays(-3)), (item.Status, item.DaysOverdue, item.ReviewDueDate));
        Assert.Equal(Checklist.Of(["SOX"], new()), item.Checklist);
        Assert.Null(item.LastReviewId);

        var answer = ReviewCase.Answer(ReviewOutcome.ChangesNeeded, item.Checklist);
        var review = await Case.Reviews.Complete(_manager, item.ProjectId, answer, null, Registry.Stop);

        item = (await List(_manager, "compliance_requirement=SOX status=upcoming")).Single();
        Assert.Equal((review.Value.Id, review.Value.CreatedAt, 0L), (item.LastReviewId!.Value, item.LastReviewedAt!.Value, item.DaysOverdue));
    }

    [Fact]
    public async Task Every_filter_and_sort_walks_through_the_same_items_page_by_page()
    {
        foreach (var sort in DueReviews.List.Sorts.SelectMany(sort => new[] { sort.Name, $"-{sort.Name}" }))
        {
            foreach (var filters in new[] { "", "status=overdue,due,upcoming", "security_level=internal", "due_after=2026-01-01" })
            {
                var whole = await List(_manager, filters, sort);
                Assert.NotEmpty(whole);
                Assert.Equal(whole.Select(NameOf), (await List(_manager, filters, sort, limit: 1)).Select(NameOf));
            }
        }
    }

    private static string NameOf(DueReview review) => review.ProjectName;

    private async Task Add(string name, DateOnly? due, Func<ProjectFields, ProjectFields>? adjust = null) =>
        _projects[name] = await Case.Project(_manager, due, fields => (adjust?.Invoke(fields) ?? fields) with { Name = name });

    private async Task<IReadOnlyList<DueReview>> List(Call call, string filters, string? sort = null, int limit = 200)
    {
        var parameters = filters.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(filter => filter.Split('='))
            .Select(filter => KeyValuePair.Create(filter[0], (IReadOnlyList<string>)[filter[1]]));
        var request = new ListRequest(
            ListRequest.Filter(DueReviews.List, parameters), ListRequest.ParseSort(DueReviews.List, sort), limit, After: null);
        var items = new List<DueReview>();
        while (true)
        {
            var page = await Case.Reviews.ListDue(call, request, Registry.Stop);
            Assert.True(page.Items.Count <= limit);
            items.AddRange(page.Items.Select(item => item.Value));
            if (page.Next is null)
                return items;
            request = request with { After = page.Next };
        }
    }
}

using Enterprise.Core.Access;
using Enterprise.Core.Idempotency;
using Enterprise.Core.Listing;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Reviews;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Tests.Reviews;

public sealed class ReviewServiceTests : IAsyncLifetime
{
    private readonly CoreFixture _core = new();
    private Call _manager = null!;

    private ReviewFixture Fixture => new(_core);

    public async ValueTask InitializeAsync() => _manager = await _core.SignUp(Role.Manager);

    public ValueTask DisposeAsync()
    {
        _core.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Completed_review_is_stored_and_sets_the_next_date_and_schedule()
    {
        var project = await Fixture.Project(
            _manager, ReviewFixture.Today, fields => fields with { ComplianceRequirements = ["SOX"] });
        var answer = ReviewFixture.Answer(items: Checklist.Of(["SOX"], new())) with { Notes = "All well" };
        Document<Review>? review = null;

        var changes = await _core.ChangesOf(async () => review = await Complete(project, answer));

        Assert.Equal(["review.completed", "project.updated"], changes.Select(change => change.Action));
        Assert.All(
            changes,
            change => Assert.Equal((project, _manager.Caller.UserId), (change.ProjectId!.Value, change.UserId!.Value)));
        Assert.Equal(("review", review!.Value.Id), (changes[0].EntityType, changes[0].EntityId!.Value));
        Assert.Contains(
            "\"review_due_date\":\"2026-06-01\"",
            CoreFixture.Text(changes[1].NewValues),
            StringComparison.Ordinal);
        Assert.Equal(
            (ReviewFixture.Today, new DateOnly(2026, 6, 1)),
            (review.Value.ReviewDueDate!.Value, review.Value.NextDueDate));
        Assert.Equal(
            (_manager.Caller.UserId, _manager.Caller.UserId),
            (review.Value.OwnerId, review.Value.CompletedBy));
        Assert.Equal(["SOX"], review.Value.ComplianceRequirements);
        Assert.Equal("All well", review.Value.Notes);
        var after = await Fixture.Read(project);
        Assert.Equal(
            (new DateOnly(2026, 6, 1), review.Value.Id, review.Value.CreatedAt),
            (after.ReviewDueDate, after.LastReviewId, after.LastReviewedAt));
        var schedule = await Fixture.Schedule(project);
        Assert.Equal(
            (new DateOnly(2026, 6, 1), new DateTimeOffset(2026, 5, 18, 8, 0, 0, TimeSpan.Zero)),
            (schedule!.ReviewDueDate, schedule.DueAt));
    }

    [Fact]
    public async Task Next_date_may_be_chosen_within_the_cadence()
    {
        var project = await Fixture.Project(
            _manager, adjust: fields => fields with { SecurityLevel = SecurityLevel.Restricted });
        var today = ReviewFixture.Today;
        foreach (var date in new[] { today, today.AddDays(-1), today.AddMonths(6).AddDays(1), DateOnly.MaxValue })
            await AssertRefused.With(
                RefusalKind.Invalid, "next_due_date", Complete(project, ReviewFixture.Answer(next: date)));

        Assert.Equal(
            new DateOnly(2026, 9, 1),
            (await Complete(project, ReviewFixture.Answer(next: new DateOnly(2026, 9, 1)))).Value.NextDueDate);
        Assert.Equal(new DateOnly(2026, 9, 1), (await Fixture.Read(project)).ReviewDueDate);
    }

    [Fact]
    public async Task Unanswered_checklist_items_are_refused_naming_each()
    {
        var project = await Fixture.Project(
            _manager, adjust: fields => fields with { ComplianceRequirements = ["SOX", "GDPR"] });
        var items = Checklist.Of(["SOX", "GDPR"], new());

        var refusal = await AssertRefused.With(
            RefusalKind.Invalid,
            "checklist",
            Complete(project, ReviewFixture.Answer(items: [.. items.Skip(2), "One of our own"])));

        Assert.Equal(
            [$"Not answered: {items[0]}", $"Not answered: {items[1]}"],
            refusal.Errors.Select(error => error.Message));
        await Complete(project, ReviewFixture.Answer(items: [.. items, "One of our own"]));
    }

    [Fact]
    public async Task Unmet_item_cannot_be_confirmed()
    {
        var project = await Fixture.Project(
            _manager, adjust: fields => fields with { ComplianceRequirements = ["GDPR"] });
        var answer = ReviewFixture.Answer(items: Checklist.Of(["GDPR"], new()));
        var unmet = answer with
        {
            Checklist = [.. answer.Checklist.Skip(1), answer.Checklist[0] with { IsMet = false, Note = "Not yet" }],
        };

        await AssertRefused.With(RefusalKind.Invalid, "outcome", Complete(project, unmet));

        var review = await Complete(project, unmet with { Outcome = ReviewOutcome.ChangesNeeded });
        Assert.Equal(new DateOnly(2026, 3, 31), review.Value.NextDueDate);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(false)]
    public async Task Unconfirmed_ownership_is_refused(bool? confirms)
    {
        var project = await Fixture.Project(_manager);

        var refusal = await AssertRefused.With(
            RefusalKind.Invalid, "confirms_ownership", Complete(project, ReviewFixture.Answer(confirms: confirms)));

        Assert.Contains("attested", refusal.Errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_and_lengths_beyond_their_limit_are_refused_naming_the_field()
    {
        var project = await Fixture.Project(_manager);
        var valid = ReviewFixture.Answer(items: ["x"]);
        var item = valid.Checklist[0];
        await Refuse("outcome", valid with { Outcome = null });
        await Refuse("notes", valid with { Notes = new string('x', 10_001) });
        await Refuse(
            "checklist",
            valid with { Checklist = [.. Enumerable.Range(0, 501).Select(i => item with { Item = $"{i}" })] });
        await Refuse("checklist", valid with { Checklist = [item, item with { IsMet = false }] });
        await Refuse("checklist", valid with { Checklist = [null!] });
        await Refuse("checklist[0].item", valid with { Checklist = [item with { Item = " " }] });
        await Refuse("checklist[0].item", valid with { Checklist = [item with { Item = new string('x', 201) }] });
        await Refuse("checklist[0].is_met", valid with { Checklist = [item with { IsMet = null }] });
        await Refuse("checklist[0].note", valid with { Checklist = [item with { Note = new string('x', 2_001) }] });
        await Complete(project, valid);

        Task Refuse(string field, NewReview review) =>
            AssertRefused.With(RefusalKind.Invalid, field, Complete(project, review));
    }

    [Fact]
    public async Task Review_with_a_deactivated_owner_is_a_conflict_until_another_is_set()
    {
        var owner = await _core.SignUp(Role.Manager);
        var project = await Fixture.Project(owner);
        await Fixture.Deactivate(owner.Caller.UserId);

        await AssertRefused.With(
            RefusalKind.Conflict,
            "owner_id",
            Fixture.Reviews.Complete(Fixture.Admin, project, ReviewFixture.Answer(), null, CoreFixture.Stop).AsTask());

        await Fixture.Patch(project, $$"""{"owner_id":{{_manager.Caller.UserId}}}""");
        Assert.Equal(_manager.Caller.UserId, (await Complete(project, ReviewFixture.Answer())).Value.OwnerId);
    }

    [Theory]
    [InlineData("completed")]
    [InlineData("archived")]
    public async Task Review_of_a_finished_project_is_a_conflict(string status)
    {
        var project = await Fixture.Project(_manager, ReviewFixture.Today.AddDays(20));
        await Fixture.CatchUp();
        await Fixture.Patch(project, $$"""{"status":"{{status}}"}""");
        await Fixture.CatchUp();

        await AssertRefused.With(RefusalKind.Conflict, Complete(project, ReviewFixture.Answer()));

        Assert.Null((await Fixture.Schedule(project))!.DueAt);
        Assert.Null(await Fixture.Reviews.Advance(project, CoreFixture.Stop));
    }

    [Fact]
    public async Task Only_managers_of_the_project_complete_reviews_and_agents_never_do()
    {
        var project = await Fixture.Project(_manager, adjust: fields => fields with { Visibility = Visibility.Public });
        var agent = new Call(_manager.Caller with { IsAgent = true }, _manager.Origin);
        var viewer = await _core.SignUp(Role.Viewer);
        var developer = await _core.SignUp(Role.Developer);
        var otherManager = await _core.SignUp(Role.Manager);
        foreach (var other in new[] { agent, viewer, developer, otherManager })
        {
            var changes = await _core.ChangesOf(() => AssertRefused.With(
                RefusalKind.Forbidden,
                Fixture.Reviews.Complete(other, project, ReviewFixture.Answer(), null, CoreFixture.Stop).AsTask()));
            Assert.Equal("access.denied", Assert.Single(changes).Action);
        }

        await Complete(project, ReviewFixture.Answer());
    }

    [Fact]
    public async Task Retry_with_the_same_key_returns_the_first_review()
    {
        var project = await Fixture.Project(_manager);
        var key = new IdempotencyKey("key", "fingerprint");
        var first = await Fixture.Reviews.Complete(_manager, project, ReviewFixture.Answer(), key, CoreFixture.Stop);
        await Fixture.Patch(project, """{"status":"archived"}""");

        var again = await Fixture.Reviews.Complete(_manager, project, ReviewFixture.Answer(), key, CoreFixture.Stop);

        Assert.Equal((first.Value.Id, first.Version), (again.Value.Id, again.Version));
        Assert.Single((await List(project)).Items);
    }

    [Fact]
    public async Task Concurrent_reviews_are_all_stored_and_the_schedule_follows_the_project()
    {
        var project = await Fixture.Project(_manager, ReviewFixture.Today);
        await Fixture.CatchUp();

        await Task.WhenAll(
            Enumerable.Range(1, 4).Select(
                i => Task.Run(
                    () => Complete(project, ReviewFixture.Answer(next: ReviewFixture.Today.AddDays(20 + i))))));

        var last = (await List(project)).Items[0].Value;
        Assert.Equal(4, (await List(project)).Items.Count);
        Assert.Equal(
            (last.Id, last.NextDueDate),
            ((await Fixture.Read(project)).LastReviewId!.Value, (await Fixture.Read(project)).ReviewDueDate!.Value));
        Assert.Equal(last.NextDueDate, (await Fixture.Schedule(project))!.ReviewDueDate);
    }

    [Fact]
    public async Task Reviews_are_read_only_by_users_who_see_the_project()
    {
        var project = await Fixture.Project(_manager);
        var review = await Complete(project, ReviewFixture.Answer());
        var stranger = await _core.SignUp(Role.Viewer);

        Assert.Equal(
            review.Version,
            (await Fixture.Reviews.Get(_manager, project, review.Value.Id, CoreFixture.Stop)).Version);
        await AssertRefused.With(
            RefusalKind.NotFound, Fixture.Reviews.Get(stranger, project, review.Value.Id, CoreFixture.Stop).AsTask());
        await AssertRefused.With(
            RefusalKind.NotFound, Fixture.Reviews.Get(_manager, project, 4711, CoreFixture.Stop).AsTask());
        await AssertRefused.With(
            RefusalKind.NotFound,
            Fixture.Reviews.List(
                stranger, project, CoreFixture.Everything(ReviewDocuments.List), CoreFixture.Stop).AsTask());
    }

    private Task<Document<Review>> Complete(long project, NewReview review) =>
        Fixture.Reviews.Complete(_manager, project, review, key: null, CoreFixture.Stop).AsTask();

    private async Task<ListPage<Review>> List(long project) =>
        await Fixture.Reviews.List(_manager, project, CoreFixture.Everything(ReviewDocuments.List), CoreFixture.Stop);
}

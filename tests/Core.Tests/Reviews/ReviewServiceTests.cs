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
    private readonly Registry _registry = new();
    private Call _manager = null!;

    private ReviewCase Case => new(_registry);

    public async ValueTask InitializeAsync() => _manager = await _registry.SignUp(Role.Manager);

    public ValueTask DisposeAsync()
    {
        _registry.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_completed_review_is_kept_and_dates_the_next_one_in_one_commit()
    {
        var project = await Case.Project(_manager, ReviewCase.Today, fields => fields with { ComplianceRequirements = ["SOX"] });
        var answer = ReviewCase.Answer(items: Checklist.Of(["SOX"], new())) with { Notes = "All well" };
        Document<Review>? review = null;

        var changes = await _registry.ChangesOf(async () => review = await Complete(project, answer));

        Assert.Equal(["review.completed", "project.updated"], changes.Select(change => change.Action));
        Assert.All(changes, change => Assert.Equal((project, _manager.Caller.UserId), (change.ProjectId!.Value, change.UserId!.Value)));
        Assert.Equal(("review", review!.Value.Id), (changes[0].EntityType, changes[0].EntityId!.Value));
        Assert.Contains("\"review_due_date\":\"2026-06-01\"", Registry.Text(changes[1].NewValues), StringComparison.Ordinal);
        Assert.Equal((ReviewCase.Today, new DateOnly(2026, 6, 1)), (review.Value.ReviewDueDate!.Value, review.Value.NextDueDate));
        Assert.Equal((_manager.Caller.UserId, _manager.Caller.UserId), (review.Value.OwnerId, review.Value.CompletedBy));
        Assert.Equal(["SOX"], review.Value.ComplianceRequirements);
        Assert.Equal("All well", review.Value.Notes);
        var after = await Case.Read(project);
        Assert.Equal((new DateOnly(2026, 6, 1), review.Value.Id, review.Value.CreatedAt), (after.ReviewDueDate, after.LastReviewId, after.LastReviewedAt));
        var schedule = await Case.Schedule(project);
        Assert.Equal((new DateOnly(2026, 6, 1), new DateTimeOffset(2026, 5, 18, 8, 0, 0, TimeSpan.Zero)), (schedule!.ReviewDueDate, schedule.DueAt));
    }

    [Fact]
    public async Task The_next_date_can_be_said_within_the_cadence()
    {
        var project = await Case.Project(_manager, adjust: fields => fields with { SecurityLevel = SecurityLevel.Restricted });
        foreach (var date in new[] { ReviewCase.Today, ReviewCase.Today.AddDays(-1), ReviewCase.Today.AddMonths(6).AddDays(1), DateOnly.MaxValue })
            await Refused.With(RefusalKind.Invalid, "next_due_date", Complete(project, ReviewCase.Answer(next: date)));

        Assert.Equal(new DateOnly(2026, 9, 1), (await Complete(project, ReviewCase.Answer(next: new DateOnly(2026, 9, 1)))).Value.NextDueDate);
        Assert.Equal(new DateOnly(2026, 9, 1), (await Case.Read(project)).ReviewDueDate);
    }

    [Fact]
    public async Task Every_item_of_the_requirements_has_to_be_answered_and_what_is_not_is_named()
    {
        var project = await Case.Project(_manager, adjust: fields => fields with { ComplianceRequirements = ["SOX", "GDPR"] });
        var items = Checklist.Of(["SOX", "GDPR"], new());

        var refusal = await Refused.With(
            RefusalKind.Invalid, "checklist", Complete(project, ReviewCase.Answer(items: [.. items.Skip(2), "One of our own"])));

        Assert.Equal([$"Not answered: {items[0]}", $"Not answered: {items[1]}"], refusal.Errors.Select(error => error.Message));
        await Complete(project, ReviewCase.Answer(items: [.. items, "One of our own"]));
    }

    [Fact]
    public async Task What_is_not_met_is_not_confirmed()
    {
        var project = await Case.Project(_manager, adjust: fields => fields with { ComplianceRequirements = ["GDPR"] });
        var answer = ReviewCase.Answer(items: Checklist.Of(["GDPR"], new()));
        var unmet = answer with { Checklist = [.. answer.Checklist.Skip(1), answer.Checklist[0] with { IsMet = false, Note = "Not yet" }] };

        await Refused.With(RefusalKind.Invalid, "outcome", Complete(project, unmet));

        var review = await Complete(project, unmet with { Outcome = ReviewOutcome.ChangesNeeded });
        Assert.Equal(new DateOnly(2026, 3, 31), review.Value.NextDueDate);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(false)]
    public async Task Ownership_has_to_be_attested(bool? confirms)
    {
        var project = await Case.Project(_manager);

        var refusal = await Refused.With(RefusalKind.Invalid, "confirms_ownership", Complete(project, ReviewCase.Answer(confirms: confirms)));

        Assert.Contains("attested", refusal.Errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_sent_is_bounded()
    {
        var project = await Case.Project(_manager);
        var valid = ReviewCase.Answer(items: ["x"]);
        var item = valid.Checklist[0];
        await Refuse("outcome", valid with { Outcome = null });
        await Refuse("notes", valid with { Notes = new string('x', 10_001) });
        await Refuse("checklist", valid with { Checklist = [.. Enumerable.Range(0, 501).Select(i => item with { Item = $"{i}" })] });
        await Refuse("checklist", valid with { Checklist = [item, item with { IsMet = false }] });
        await Refuse("checklist", valid with { Checklist = [null!] });
        await Refuse("checklist[0].item", valid with { Checklist = [item with { Item = " " }] });
        await Refuse("checklist[0].item", valid with { Checklist = [item with { Item = new string('x', 201) }] });
        await Refuse("checklist[0].is_met", valid with { Checklist = [item with { IsMet = null }] });
        await Refuse("checklist[0].note", valid with { Checklist = [item with { Note = new string('x', 2_001) }] });
        await Complete(project, valid);

        Task Refuse(string field, NewReview review) => Refused.With(RefusalKind.Invalid, field, Complete(project, review));
    }

    [Fact]
    public async Task Where_the_owner_has_left_another_one_is_set_first()
    {
        var owner = await _registry.SignUp(Role.Manager);
        var project = await Case.Project(owner);
        await Case.Deactivate(owner.Caller.UserId);

        await Refused.With(RefusalKind.Conflict, "owner_id", Case.Reviews.Complete(Case.Admin, project, ReviewCase.Answer(), null, Registry.Stop).AsTask());

        await Case.Patch(project, $$"""{"owner_id":{{_manager.Caller.UserId}}}""");
        Assert.Equal(_manager.Caller.UserId, (await Complete(project, ReviewCase.Answer())).Value.OwnerId);
    }

    [Theory]
    [InlineData("completed")]
    [InlineData("archived")]
    public async Task What_is_over_is_not_reviewed(string status)
    {
        var project = await Case.Project(_manager, ReviewCase.Today.AddDays(20));
        await Case.CatchUp();
        await Case.Patch(project, $$"""{"status":"{{status}}"}""");
        await Case.CatchUp();

        await Refused.With(RefusalKind.Conflict, Complete(project, ReviewCase.Answer()));

        Assert.Null((await Case.Schedule(project))!.DueAt);
        Assert.Null(await Case.Reviews.Advance(project, Registry.Stop));
    }

    [Fact]
    public async Task Managers_of_the_project_review_it_and_never_an_agent()
    {
        var project = await Case.Project(_manager, adjust: fields => fields with { Visibility = Visibility.Public });
        var agent = new Call(_manager.Caller with { IsAgent = true }, _manager.Origin);
        foreach (var other in new[] { agent, await _registry.SignUp(Role.Viewer), await _registry.SignUp(Role.Developer), await _registry.SignUp(Role.Manager) })
        {
            var changes = await _registry.ChangesOf(() => Refused.With(
                RefusalKind.Forbidden, Case.Reviews.Complete(other, project, ReviewCase.Answer(), null, Registry.Stop).AsTask()));
            Assert.Equal("access.denied", Assert.Single(changes).Action);
        }

        await Complete(project, ReviewCase.Answer());
    }

    [Fact]
    public async Task A_repeat_under_a_key_answers_with_the_first_review()
    {
        var project = await Case.Project(_manager);
        var key = new IdempotencyKey("key", "fingerprint");
        var first = await Case.Reviews.Complete(_manager, project, ReviewCase.Answer(), key, Registry.Stop);
        await Case.Patch(project, """{"status":"archived"}""");

        var again = await Case.Reviews.Complete(_manager, project, ReviewCase.Answer(), key, Registry.Stop);

        Assert.Equal((first.Value.Id, first.Version), (again.Value.Id, again.Version));
        Assert.Single((await List(project)).Items);
    }

    [Fact]
    public async Task Those_who_review_at_the_same_time_are_both_kept_and_the_schedule_follows_the_project()
    {
        var project = await Case.Project(_manager, ReviewCase.Today);
        await Case.CatchUp();

        await Task.WhenAll(Enumerable.Range(1, 4).Select(i => Task.Run(() => Complete(project, ReviewCase.Answer(next: ReviewCase.Today.AddDays(20 + i))))));

        var last = (await List(project)).Items[0].Value;
        Assert.Equal(4, (await List(project)).Items.Count);
        Assert.Equal((last.Id, last.NextDueDate), ((await Case.Read(project)).LastReviewId!.Value, (await Case.Read(project)).ReviewDueDate!.Value));
        Assert.Equal(last.NextDueDate, (await Case.Schedule(project))!.ReviewDueDate);
    }

    [Fact]
    public async Task Reviews_are_read_by_those_who_see_the_project_and_by_nobody_else()
    {
        var project = await Case.Project(_manager);
        var review = await Complete(project, ReviewCase.Answer());
        var stranger = await _registry.SignUp(Role.Viewer);

        Assert.Equal(review.Version, (await Case.Reviews.Get(_manager, project, review.Value.Id, Registry.Stop)).Version);
        await Refused.With(RefusalKind.NotFound, Case.Reviews.Get(stranger, project, review.Value.Id, Registry.Stop).AsTask());
        await Refused.With(RefusalKind.NotFound, Case.Reviews.Get(_manager, project, 4711, Registry.Stop).AsTask());
        await Refused.With(
            RefusalKind.NotFound,
            Case.Reviews.List(stranger, project, Registry.Everything(ReviewDocuments.List), Registry.Stop).AsTask());
    }

    private Task<Document<Review>> Complete(long project, NewReview review) =>
        Case.Reviews.Complete(_manager, project, review, key: null, Registry.Stop).AsTask();

    private async Task<ListPage<Review>> List(long project) =>
        await Case.Reviews.List(_manager, project, Registry.Everything(ReviewDocuments.List), Registry.Stop);
}

using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Requests;
using Enterprise.Core.Deployments;
using Enterprise.Core.Editing;
using Enterprise.Core.Environments;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects.Governance;
using Enterprise.Core.Releases;
using Enterprise.Core.Reviews;
using Enterprise.Core.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Core.Tests.Reviews;

/// <summary>Effects of reviews on other features: review dates of projects, and blocked releases.</summary>
public sealed class ProjectReviewDateTests : IAsyncLifetime
{
    private readonly ReviewOptions _options = new() { OverdueBlocksReleasesFrom = SecurityLevel.Confidential };
    private CoreFixture _core = null!;
    private RecordingStore _store = null!;
    private Call _manager = null!;

    private ReviewFixture Fixture => new(_core);

    public async ValueTask InitializeAsync()
    {
        _core = new CoreFixture(
            around: store => _store = new RecordingStore(store), services: services => services.AddSingleton(_options));
        _manager = await _core.SignUp(Role.Manager);
    }

    public ValueTask DisposeAsync()
    {
        _core.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Rule_sets_the_review_date_of_a_new_project_without_another_commit()
    {
        await Fixture.Project(_manager);
        var before = _store.Commits.Count;
        await Fixture.Project(_manager);
        var plain = _store.Commits.Count - before;

        var project = await Fixture.Project(
            _manager, adjust: fields => fields with { ComplianceRequirements = ["SOX", "GDPR"] });

        Assert.Equal(before + (2 * plain), _store.Commits.Count);
        Assert.Equal(new DateOnly(2026, 6, 1), (await Fixture.Read(project)).ReviewDueDate);
    }

    [Fact]
    public async Task Rule_sets_a_missing_review_date_on_update_and_keeps_an_existing_one()
    {
        var (without, with) = (
            await Fixture.Project(_manager), await Fixture.Project(_manager, new DateOnly(2028, 1, 1)));
        foreach (var project in new[] { without, with })
            await Fixture.Patch(project, """{"compliance_requirements":["HIPAA"]}""");

        Assert.Equal(new DateOnly(2027, 3, 1), (await Fixture.Read(without)).ReviewDueDate);
        Assert.Equal(new DateOnly(2028, 1, 1), (await Fixture.Read(with)).ReviewDueDate);

        await Fixture.Patch(with, """{"review_due_date":null}""");
        Assert.Equal(new DateOnly(2027, 3, 1), (await Fixture.Read(with)).ReviewDueDate);
    }

    [Fact]
    public async Task Rule_sets_the_review_date_even_if_the_caller_may_not()
    {
        var team = (await _core.Team(_manager)).Value.Id;
        var project = await Fixture.Project(
            _manager, adjust: fields => fields with { TeamId = team, ComplianceRequirements = ["Later"] });
        _options.CadenceMonths["Later"] = 2;
        var developer = CoreFixture.CallOf(Role.Developer, userId: 5, teams: [team]);
        var projects = _core.Service<ProjectService>();

        await projects.Update(
            developer, project, CoreFixture.Patch("""{"primary_language":"C#"}"""), IfMatch.Any, CoreFixture.Stop);

        Assert.Equal(new DateOnly(2026, 5, 1), (await Fixture.Read(project)).ReviewDueDate);
        await AssertRefused.With(
            RefusalKind.Forbidden,
            "review_due_date",
            projects.Update(
                developer,
                project,
                CoreFixture.Patch("""{"review_due_date":"2029-01-01"}"""),
                IfMatch.Any,
                CoreFixture.Stop).AsTask());
    }

    [Fact]
    public async Task Update_keeps_the_last_review_and_cannot_set_it()
    {
        var project = await Fixture.Project(_manager);
        var review = await Fixture.Reviews.Complete(_manager, project, ReviewFixture.Answer(), null, CoreFixture.Stop);

        await Fixture.Patch(project, """{"priority":"low"}""");

        Assert.Equal(
            (review.Value.Id, review.Value.CreatedAt),
            ((await Fixture.Read(project)).LastReviewId!.Value, (await Fixture.Read(project)).LastReviewedAt!.Value));
        await AssertRefused.With(
            RefusalKind.Invalid, "last_review_id", Fixture.Patch(project, """{"last_review_id":4711}"""));
    }

    [Fact]
    public async Task Overdue_review_blocks_releases_until_it_is_completed()
    {
        var project = await Sensitive(ReviewFixture.Today);
        var releases = _core.Service<ReleaseService>();
        await Release("1.0.0", ReleaseStatus.Released);
        var draft = (await Release("1.1.0", ReleaseStatus.Draft)).Applied!.Value.Id;
        _core.Time.Advance(TimeSpan.FromDays(1));

        var refusal = await AssertRefused.With(RefusalKind.Conflict, Release("1.2.0", ReleaseStatus.Released));
        Assert.Contains("overdue since 2026-03-01", refusal.Message, StringComparison.Ordinal);
        await AssertRefused.With(RefusalKind.Conflict, Publish());
        await Release("1.2.0", ReleaseStatus.Draft);

        await Fixture.Reviews.Complete(_manager, project, ReviewFixture.Answer(), null, CoreFixture.Stop);
        Assert.Equal(ReleaseStatus.Released, (await Publish()).Applied!.Value.Status);

        Task<ChangeOutcome<Release>> Release(string version, ReleaseStatus status) => releases.Create(
            _manager,
            new NewRelease { ProjectId = project, Version = version, Status = status },
            null,
            CoreFixture.Stop).AsTask();
        Task<ChangeOutcome<Release>> Publish() => releases.Update(
            _manager,
            project,
            draft,
            CoreFixture.Patch("""{"status":"released"}"""),
            IfMatch.Any,
            CoreFixture.Stop).AsTask();
    }

    [Fact]
    public async Task Overdue_review_blocks_new_production_deployments_but_not_running_ones()
    {
        var project = await Sensitive(ReviewFixture.Today);
        await _core.Environment(_manager, project);
        await _core.Environment(_manager, project, EnvironmentName.Staging);
        var deployments = _core.Service<DeploymentService>();
        var pending = (await Deploy(EnvironmentName.Production, DeploymentStatus.Pending)).Value.Id;
        var running = (await Deploy(EnvironmentName.Production, DeploymentStatus.InProgress)).Value.Id;
        _core.Time.Advance(TimeSpan.FromDays(1));

        await AssertRefused.With(RefusalKind.Conflict, Deploy(EnvironmentName.Production, DeploymentStatus.Pending));
        await AssertRefused.With(RefusalKind.Conflict, Advance(pending, "in_progress"));
        await Deploy(EnvironmentName.Staging, DeploymentStatus.Succeeded);
        await Advance(pending, "cancelled");
        await Advance(running, "succeeded");

        Task<Document<Deployment>> Deploy(EnvironmentName environment, DeploymentStatus status) => deployments.Create(
            _manager,
            new NewDeployment { ProjectId = project, Environment = environment, Version = "1", Status = status },
            null,
            CoreFixture.Stop).AsTask();
        Task<Document<Deployment>> Advance(long id, string status) => deployments.Update(
            _manager,
            project,
            id,
            CoreFixture.Patch($$"""{"status":"{{status}}"}"""),
            IfMatch.Any,
            CoreFixture.Stop).AsTask();
    }

    private Task<long> Sensitive(DateOnly due) =>
        Fixture.Project(_manager, due, fields => fields with { SecurityLevel = SecurityLevel.Confidential });
}

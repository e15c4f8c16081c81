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

/// <summary>What reviews mean for the rest: when projects are dated, and what an overdue review blocks.</summary>
public sealed class ProjectReviewDateTests : IAsyncLifetime
{
    private readonly ReviewOptions _options = new() { OverdueBlocksReleasesFrom = SecurityLevel.Confidential };
    private Registry _registry = null!;
    private Counting _store = null!;
    private Call _manager = null!;

    private ReviewCase Case => new(_registry);

    public async ValueTask InitializeAsync()
    {
        _registry = new Registry(around: store => _store = new Counting(store), services: services => services.AddSingleton(_options));
        _manager = await _registry.SignUp(Role.Manager);
    }

    public ValueTask DisposeAsync()
    {
        _registry.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_rule_dates_a_new_project_in_the_write_that_creates_it()
    {
        await Case.Project(_manager);
        var before = _store.Commits.Count;
        await Case.Project(_manager);
        var plain = _store.Commits.Count - before;

        var project = await Case.Project(_manager, adjust: fields => fields with { ComplianceRequirements = ["SOX", "GDPR"] });

        Assert.Equal(before + (2 * plain), _store.Commits.Count);
        Assert.Equal(new DateOnly(2026, 6, 1), (await Case.Read(project)).ReviewDueDate);
    }

    [Fact]
    public async Task A_rule_dates_a_project_when_an_edit_makes_it_apply_and_leaves_a_date_that_is_there()
    {
        var (without, with) = (await Case.Project(_manager), await Case.Project(_manager, new DateOnly(2028, 1, 1)));
        foreach (var project in new[] { without, with })
            await Case.Patch(project, """{"compliance_requirements":["HIPAA"]}""");

        Assert.Equal(new DateOnly(2027, 3, 1), (await Case.Read(without)).ReviewDueDate);
        Assert.Equal(new DateOnly(2028, 1, 1), (await Case.Read(with)).ReviewDueDate);

        await Case.Patch(with, """{"review_due_date":null}""");
        Assert.Equal(new DateOnly(2027, 3, 1), (await Case.Read(with)).ReviewDueDate);
    }

    [Fact]
    public async Task What_follows_from_a_rule_takes_no_permission_of_the_caller()
    {
        var team = (await _registry.Team(_manager)).Value.Id;
        var project = await Case.Project(_manager, adjust: fields => fields with { TeamId = team, ComplianceRequirements = ["Later"] });
        _options.CadenceMonths["Later"] = 2;
        var developer = Registry.CallOf(Role.Developer, userId: 5, teams: [team]);
        var projects = _registry.Service<ProjectService>();

        await projects.Update(developer, project, Registry.Patch("""{"primary_language":"C#"}"""), IfMatch.Any, Registry.Stop);

        Assert.Equal(new DateOnly(2026, 5, 1), (await Case.Read(project)).ReviewDueDate);
        await Refused.With(
            RefusalKind.Forbidden,
            "review_due_date",
            projects.Update(developer, project, Registry.Patch("""{"review_due_date":"2029-01-01"}"""), IfMatch.Any, Registry.Stop).AsTask());
    }

    [Fact]
    public async Task An_edit_keeps_the_last_review_and_does_not_set_it()
    {
        var project = await Case.Project(_manager);
        var review = await Case.Reviews.Complete(_manager, project, ReviewCase.Answer(), null, Registry.Stop);

        await Case.Patch(project, """{"priority":"low"}""");

        Assert.Equal((review.Value.Id, review.Value.CreatedAt), ((await Case.Read(project)).LastReviewId!.Value, (await Case.Read(project)).LastReviewedAt!.Value));
        await Refused.With(RefusalKind.Invalid, "last_review_id", Case.Patch(project, """{"last_review_id":4711}"""));
    }

    [Fact]
    public async Task An_overdue_review_blocks_releases_until_it_is_completed()
    {
        var project = await Sensitive(ReviewCase.Today);
        var releases = _registry.Service<ReleaseService>();
        await Release("1.0.0", ReleaseStatus.Released);
        var draft = (await Release("1.1.0", ReleaseStatus.Draft)).Applied!.Value.Id;
        _registry.Time.Advance(TimeSpan.FromDays(1));

        var refusal = await Refused.With(RefusalKind.Conflict, Release("1.2.0", ReleaseStatus.Released));
        Assert.Contains("overdue since 2026-03-01", refusal.Message, StringComparison.Ordinal);
        await Refused.With(RefusalKind.Conflict, Publish());
        await Release("1.2.0", ReleaseStatus.Draft);

        await Case.Reviews.Complete(_manager, project, ReviewCase.Answer(), null, Registry.Stop);
        Assert.Equal(ReleaseStatus.Released, (await Publish()).Applied!.Value.Status);

        Task<ChangeOutcome<Release>> Release(string version, ReleaseStatus status) => releases.Create(
            _manager, new NewRelease { ProjectId = project, Version = version, Status = status }, null, Registry.Stop).AsTask();
        Task<ChangeOutcome<Release>> Publish() => releases.Update(
            _manager, project, draft, Registry.Patch("""{"status":"released"}"""), IfMatch.Any, Registry.Stop).AsTask();
    }

    [Fact]
    public async Task An_overdue_review_blocks_deployments_to_production_and_lets_those_under_way_end()
    {
        var project = await Sensitive(ReviewCase.Today);
        await _registry.Environment(_manager, project);
        await _registry.Environment(_manager, project, EnvironmentName.Staging);
        var deployments = _registry.Service<DeploymentService>();
        var pending = (await Deploy(EnvironmentName.Production, DeploymentStatus.Pending)).Value.Id;
        var running = (await Deploy(EnvironmentName.Production, DeploymentStatus.InProgress)).Value.Id;
        _registry.Time.Advance(TimeSpan.FromDays(1));

        await Refused.With(RefusalKind.Conflict, Deploy(EnvironmentName.Production, DeploymentStatus.Pending));
        await Refused.With(RefusalKind.Conflict, Advance(pending, "in_progress"));
        await Deploy(EnvironmentName.Staging, DeploymentStatus.Succeeded);
        await Advance(pending, "cancelled");
        await Advance(running, "succeeded");

        Task<Document<Deployment>> Deploy(EnvironmentName environment, DeploymentStatus status) => deployments.Create(
            _manager,
            new NewDeployment { ProjectId = project, Environment = environment, Version = "1", Status = status },
            null,
            Registry.Stop).AsTask();
        Task<Document<Deployment>> Advance(long id, string status) => deployments.Update(
            _manager, project, id, Registry.Patch($$"""{"status":"{{status}}"}"""), IfMatch.Any, Registry.Stop).AsTask();
    }

    private Task<long> Sensitive(DateOnly due) =>
        Case.Project(_manager, due, fields => fields with { SecurityLevel = SecurityLevel.Confidential });
}

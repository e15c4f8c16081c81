using Enterprise.Core.Access;
using Enterprise.Core.Deployments;
using Enterprise.Core.Editing;
using Enterprise.Core.Environments;
using Enterprise.Core.Problems;
using Enterprise.Core.Releases;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Tests.Deployments;

public sealed class DeploymentServiceTests : IAsyncLifetime
{
    private readonly Registry _registry = new();
    private Call _call = null!;
    private long _project;
    private long _environment;

    private DeploymentService Deployments => _registry.Service<DeploymentService>();

    private DateTimeOffset Now => _registry.Time.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _call = await _registry.SignUp(Role.Developer);
        _project = await _registry.LiveProject(_call);
        _environment = (await _registry.Environment(_call, _project)).Value.Id;
    }

    public ValueTask DisposeAsync()
    {
        _registry.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_deployment_goes_forward_and_stays_where_it_ends()
    {
        // Rows are the status before, columns the one asked for: pending, in_progress, succeeded, failed, cancelled.
        string[] table =
        [
            "+++++",
            "-++++",
            "--+--",
            "---+-",
            "----+",
        ];
        foreach (var from in Enum.GetValues<DeploymentStatus>())
        {
            foreach (var to in Enum.GetValues<DeploymentStatus>())
            {
                var id = (await Create(new NewDeployment { Status = from })).Id;
                var patch = Patch(id, $$"""{"status":"{{EnumNames<DeploymentStatus>.Of(to)}}"}""");
                if (table[(int)from][(int)to] == '+')
                    Assert.Equal(to, (await patch).Status);
                else
                    await Refused.With(RefusalKind.Conflict, patch);
            }
        }
    }

    [Fact]
    public async Task Times_follow_from_the_status()
    {
        var id = (await Create(new NewDeployment())).Id;
        _registry.Time.Advance(TimeSpan.FromMinutes(1));
        var started = await Patch(id, """{"status":"in_progress"}""");
        _registry.Time.Advance(TimeSpan.FromMinutes(1));
        var ended = await Patch(id, """{"status":"succeeded"}""");

        Assert.Equal((Now.AddMinutes(-1), null), (started.StartedAt, started.FinishedAt));
        Assert.Equal((Now.AddMinutes(-1), Now), (ended.StartedAt, ended.FinishedAt));
        var cancelled = await Create(new NewDeployment { Status = DeploymentStatus.Cancelled });
        Assert.Equal((null, Now), (cancelled.StartedAt, cancelled.FinishedAt));
        var imported = await Create(new NewDeployment { Status = DeploymentStatus.Failed, FinishedAt = Now.AddDays(-1) });
        Assert.Equal((Now.AddDays(-1), Now.AddDays(-1)), (imported.StartedAt, imported.FinishedAt));
    }

    [Fact]
    public async Task Impossible_times_are_refused()
    {
        await Invalid("finished_at", new NewDeployment { Status = DeploymentStatus.Failed, StartedAt = Now, FinishedAt = Now.AddSeconds(-1) });
        await Invalid("finished_at", new NewDeployment { Status = DeploymentStatus.InProgress, FinishedAt = Now });
        await Invalid("finished_at", new NewDeployment { Status = DeploymentStatus.Failed, FinishedAt = Now.AddMinutes(6) });
        await Invalid("started_at", new NewDeployment { Status = DeploymentStatus.InProgress, StartedAt = Now.AddMinutes(6) });
        await Create(new NewDeployment { Status = DeploymentStatus.InProgress, StartedAt = Now.AddMinutes(4) });

        Task Invalid(string field, NewDeployment fields) => Refused.With(RefusalKind.Invalid, field, Create(fields));
    }

    [Fact]
    public async Task A_success_says_in_the_same_commit_what_runs_in_the_environment()
    {
        var release = (await _registry.Service<ReleaseService>().Create(
            _call, new NewRelease { ProjectId = _project, Version = "v1.0.0" }, key: null, Registry.Stop)).Applied!.Value.Id;
        var id = (await Create(new NewDeployment { ReleaseId = release })).Id;
        _registry.Time.Advance(TimeSpan.FromMinutes(1));

        var changes = await _registry.ChangesOf(() => Patch(id, """{"status":"succeeded"}"""));

        var environment = await Environment();
        Assert.Equal(("v1.0.0", release, id, Now), (environment.CurrentVersion, environment.CurrentReleaseId, environment.CurrentDeploymentId, environment.DeployedAt));
        Assert.Equal(
            [("deployment.updated", id), ("environment.updated", _environment)],
            changes.Select(change => (change.Action, change.EntityId!.Value)));
        Assert.Equal(
            ["current_deployment_id", "current_release_id", "current_version", "deployed_at"],
            changes[1].NewValues!.Value.EnumerateObject().Select(field => field.Name).Order());
    }

    [Fact]
    public async Task A_success_that_cannot_be_told_to_the_environment_is_no_success()
    {
        Counting? store = null;
        using var other = new Registry(around: inner => store = new Counting(inner));
        var call = await other.SignUp(Role.Developer);
        var project = await other.LiveProject(call);
        await other.Environment(call, project);
        var fields = new NewDeployment { ProjectId = project, Environment = EnvironmentName.Production, Version = "1" };
        var deployments = other.Service<DeploymentService>();
        var id = (await deployments.Create(call, fields, key: null, Registry.Stop)).Value.Id;
        store!.Fail = commit => commit.Writes.Any(write => write.Type == EnvironmentDocuments.Type)
            ? new StoreUnavailableException("crash", TimeSpan.Zero)
            : null;

        await Assert.ThrowsAsync<StoreUnavailableException>(() => deployments.Update(
            call, project, id, Registry.Patch("""{"status":"succeeded"}"""), IfMatch.Any, Registry.Stop).AsTask());

        Assert.Equal(DeploymentStatus.Pending, (await deployments.Get(call, project, id, Registry.Stop)).Value.Status);
    }

    [Theory]
    [InlineData(DeploymentStatus.Failed)]
    [InlineData(DeploymentStatus.Cancelled)]
    [InlineData(DeploymentStatus.InProgress)]
    public async Task What_did_not_succeed_leaves_the_environment_alone_and_stays_in_the_history(DeploymentStatus status)
    {
        await Create(new NewDeployment { Status = DeploymentStatus.Succeeded, Version = "1.0.0" });
        var before = await Environment();

        var id = (await Create(new NewDeployment { Status = status, Version = "2.0.0" })).Id;

        Assert.Equal(before, await Environment());
        var page = await Deployments.List(_call, _project, Registry.Everything(DeploymentDocuments.List), Registry.Stop);
        Assert.Contains(page.Items, item => item.Value.Id == id);
    }

    [Fact]
    public async Task An_older_success_does_not_replace_a_newer_one()
    {
        var older = (await Create(new NewDeployment { Version = "1.0.0" })).Id;
        await Create(new NewDeployment { Version = "2.0.0", Status = DeploymentStatus.Succeeded, FinishedAt = Now });

        var changes = await _registry.ChangesOf(() => Patch(
            older, $$"""{"status":"succeeded","started_at":"{{Now.AddHours(-2):O}}","finished_at":"{{Now.AddHours(-1):O}}"}"""));

        Assert.Equal("2.0.0", (await Environment()).CurrentVersion);
        Assert.Equal("deployment.updated", Assert.Single(changes).Action);
        await Create(new NewDeployment { Version = "3.0.0", Status = DeploymentStatus.Succeeded, FinishedAt = Now });
        Assert.Equal("3.0.0", (await Environment()).CurrentVersion);
    }

    [Fact]
    public async Task Successes_at_once_leave_the_newest_in_the_environment()
    {
        var begin = Now;
        await Task.WhenAll(Enumerable.Range(1, 8).Select(minute => Task.Run(
            () => Create(new NewDeployment
            {
                Version = $"{minute}",
                Status = DeploymentStatus.Succeeded,
                FinishedAt = begin.AddMinutes(minute - 10),
            }),
            Registry.Stop)));

        Assert.Equal("8", (await Environment()).CurrentVersion);
    }

    [Fact]
    public async Task A_deployment_outlives_its_environment()
    {
        var id = (await Create(new NewDeployment())).Id;
        await _registry.Service<EnvironmentService>().Delete(_call, _project, _environment, IfMatch.Any, Registry.Stop);
        await _registry.Environment(_call, _project);

        var ended = await Patch(id, """{"status":"succeeded"}""");

        Assert.Equal(DeploymentStatus.Succeeded, ended.Status);
        var page = await _registry.Service<EnvironmentService>().List(
            _call, _project, Registry.Everything(EnvironmentDocuments.List), Registry.Stop);
        Assert.Null(Assert.Single(page.Items).Value.CurrentVersion);
    }

    [Fact]
    public async Task What_a_deployment_refers_to_has_to_be_the_projects()
    {
        var other = (await _registry.Project(_call)).Value.Id;
        var foreign = (await _registry.Environment(_call, other, EnvironmentName.Staging)).Value.Id;
        var release = (await _registry.Service<ReleaseService>().Create(
            _call, new NewRelease { ProjectId = other, Version = "1.0.0" }, key: null, Registry.Stop)).Applied!.Value.Id;

        await Invalid("environment_id", new NewDeployment { Version = "1", EnvironmentId = foreign + 100 });
        await Invalid("environment", new NewDeployment { Version = "1", Environment = EnvironmentName.Staging });
        await Invalid("environment", new NewDeployment { Version = "1", EnvironmentId = _environment, Environment = EnvironmentName.Staging });
        await Invalid("environment_id", new NewDeployment { Version = "1" });
        await Invalid("release_id", new NewDeployment { ReleaseId = release + 100, EnvironmentId = _environment });
        await Invalid("release_id", new NewDeployment { EnvironmentId = _environment });
        await Invalid("commit_sha", new NewDeployment { Version = "1", EnvironmentId = _environment, CommitSha = "123456" });

        Task Invalid(string field, NewDeployment fields) => Refused.With(
            RefusalKind.Invalid,
            field,
            Deployments.Create(_call, fields with { ProjectId = _project }, key: null, Registry.Stop).AsTask());
    }

    private async Task<Deployment> Create(NewDeployment fields) => (await Deployments.Create(
        _call,
        fields with
        {
            ProjectId = _project,
            Environment = EnvironmentName.Production,
            Version = fields.ReleaseId is null ? fields.Version ?? "1" : null,
        },
        key: null,
        Registry.Stop)).Value;

    private async Task<Deployment> Patch(long id, string body) =>
        (await Deployments.Update(_call, _project, id, Registry.Patch(body), IfMatch.Any, Registry.Stop)).Value;

    private async Task<ProjectEnvironment> Environment() =>
        (await _registry.Service<EnvironmentService>().Get(_call, _project, _environment, Registry.Stop)).Value;
}

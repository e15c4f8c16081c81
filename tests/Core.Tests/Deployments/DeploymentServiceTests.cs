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
    private readonly CoreFixture _core = new();
    private Call _call = null!;
    private long _project;
    private long _environment;

    private DeploymentService Deployments => _core.Service<DeploymentService>();

    private DateTimeOffset Now => _core.Time.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _call = await _core.SignUp(Role.Developer);
        _project = await _core.LiveProject(_call);
        _environment = (await _core.Environment(_call, _project)).Value.Id;
    }

    public ValueTask DisposeAsync()
    {
        _core.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Status_only_moves_forward_and_a_final_status_is_kept()
    {
        // Rows are the current status, columns the requested one: pending, in_progress, succeeded, failed, cancelled.
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
                    await AssertRefused.With(RefusalKind.Conflict, patch);
            }
        }
    }

    [Fact]
    public async Task Start_and_finish_times_follow_from_the_status()
    {
        var id = (await Create(new NewDeployment())).Id;
        _core.Time.Advance(TimeSpan.FromMinutes(1));
        var started = await Patch(id, """{"status":"in_progress"}""");
        _core.Time.Advance(TimeSpan.FromMinutes(1));
        var ended = await Patch(id, """{"status":"succeeded"}""");

        Assert.Equal((Now.AddMinutes(-1), null), (started.StartedAt, started.FinishedAt));
        Assert.Equal((Now.AddMinutes(-1), Now), (ended.StartedAt, ended.FinishedAt));
        var cancelled = await Create(new NewDeployment { Status = DeploymentStatus.Cancelled });
        Assert.Equal((null, Now), (cancelled.StartedAt, cancelled.FinishedAt));
        var imported = await Create(
            new NewDeployment { Status = DeploymentStatus.Failed, FinishedAt = Now.AddDays(-1) });
        Assert.Equal((Now.AddDays(-1), Now.AddDays(-1)), (imported.StartedAt, imported.FinishedAt));
    }

    [Fact]
    public async Task Impossible_times_are_refused_naming_the_field()
    {
        await Invalid(
            "finished_at",
            new NewDeployment { Status = DeploymentStatus.Failed, StartedAt = Now, FinishedAt = Now.AddSeconds(-1) });
        await Invalid("finished_at", new NewDeployment { Status = DeploymentStatus.InProgress, FinishedAt = Now });
        await Invalid(
            "finished_at", new NewDeployment { Status = DeploymentStatus.Failed, FinishedAt = Now.AddMinutes(6) });
        await Invalid(
            "started_at", new NewDeployment { Status = DeploymentStatus.InProgress, StartedAt = Now.AddMinutes(6) });
        await Create(new NewDeployment { Status = DeploymentStatus.InProgress, StartedAt = Now.AddMinutes(4) });

        Task Invalid(string field, NewDeployment fields) =>
            AssertRefused.With(RefusalKind.Invalid, field, Create(fields));
    }

    [Fact]
    public async Task Successful_deployment_updates_its_environment()
    {
        var release = (await _core.Service<ReleaseService>().Create(
            _call,
            new NewRelease { ProjectId = _project, Version = "v1.0.0" },
            key: null,
            CoreFixture.Stop)).Applied!.Value.Id;
        var id = (await Create(new NewDeployment { ReleaseId = release })).Id;
        _core.Time.Advance(TimeSpan.FromMinutes(1));

        var changes = await _core.ChangesOf(() => Patch(id, """{"status":"succeeded"}"""));

        var environment = await Environment();
        Assert.Equal(
            ("v1.0.0", release, id, Now),
            (
                environment.CurrentVersion,
                environment.CurrentReleaseId,
                environment.CurrentDeploymentId,
                environment.DeployedAt));
        Assert.Equal(
            [("deployment.updated", id), ("environment.updated", _environment)],
            changes.Select(change => (change.Action, change.EntityId!.Value)));
        Assert.Equal(
            ["current_deployment_id", "current_release_id", "current_version", "deployed_at"],
            changes[1].NewValues!.Value.EnumerateObject().Select(field => field.Name).Order());
    }

    [Fact]
    public async Task Deployment_stays_pending_if_its_environment_cannot_be_updated()
    {
        RecordingStore? store = null;
        using var other = new CoreFixture(around: inner => store = new RecordingStore(inner));
        var call = await other.SignUp(Role.Developer);
        var project = await other.LiveProject(call);
        await other.Environment(call, project);
        var fields = new NewDeployment { ProjectId = project, Environment = EnvironmentName.Production, Version = "1" };
        var deployments = other.Service<DeploymentService>();
        var id = (await deployments.Create(call, fields, key: null, CoreFixture.Stop)).Value.Id;
        store!.FailBeforeCommit = commit => commit.Writes.Any(write => write.Type == EnvironmentDocuments.Type)
            ? new StoreUnavailableException("crash", TimeSpan.Zero)
            : null;

        await Assert.ThrowsAsync<StoreUnavailableException>(() => deployments.Update(
            call,
            project,
            id,
            CoreFixture.Patch("""{"status":"succeeded"}"""),
            IfMatch.Any,
            CoreFixture.Stop).AsTask());

        Assert.Equal(
            DeploymentStatus.Pending,
            (await deployments.Get(call, project, id, CoreFixture.Stop)).Value.Status);
    }

    [Theory]
    [InlineData(DeploymentStatus.Failed)]
    [InlineData(DeploymentStatus.Cancelled)]
    [InlineData(DeploymentStatus.InProgress)]
    public async Task Unsuccessful_deployment_is_listed_and_does_not_change_the_environment(DeploymentStatus status)
    {
        await Create(new NewDeployment { Status = DeploymentStatus.Succeeded, Version = "1.0.0" });
        var before = await Environment();

        var id = (await Create(new NewDeployment { Status = status, Version = "2.0.0" })).Id;

        Assert.Equal(before, await Environment());
        var page = await Deployments.List(
            _call, _project, CoreFixture.Everything(DeploymentDocuments.List), CoreFixture.Stop);
        Assert.Contains(page.Items, item => item.Value.Id == id);
    }

    [Fact]
    public async Task Older_success_does_not_replace_a_newer_one()
    {
        var older = (await Create(new NewDeployment { Version = "1.0.0" })).Id;
        await Create(new NewDeployment { Version = "2.0.0", Status = DeploymentStatus.Succeeded, FinishedAt = Now });

        var changes = await _core.ChangesOf(() => Patch(
            older,
            $$"""
            {"status":"succeeded","started_at":"{{Now.AddHours(-2):O}}","finished_at":"{{Now.AddHours(-1):O}}"}
            """));

        Assert.Equal("2.0.0", (await Environment()).CurrentVersion);
        Assert.Equal("deployment.updated", Assert.Single(changes).Action);
        await Create(new NewDeployment { Version = "3.0.0", Status = DeploymentStatus.Succeeded, FinishedAt = Now });
        Assert.Equal("3.0.0", (await Environment()).CurrentVersion);
    }

    [Fact]
    public async Task Concurrent_successes_leave_the_newest_in_the_environment()
    {
        var begin = Now;
        await Task.WhenAll(Enumerable.Range(1, 8).Select(minute => Task.Run(
            () => Create(new NewDeployment
            {
                Version = $"{minute}",
                Status = DeploymentStatus.Succeeded,
                FinishedAt = begin.AddMinutes(minute - 10),
            }),
            CoreFixture.Stop)));

        Assert.Equal("8", (await Environment()).CurrentVersion);
    }

    [Fact]
    public async Task Deployment_can_be_updated_after_its_environment_is_deleted()
    {
        var id = (await Create(new NewDeployment())).Id;
        await _core.Service<EnvironmentService>().Delete(_call, _project, _environment, IfMatch.Any, CoreFixture.Stop);
        await _core.Environment(_call, _project);

        var ended = await Patch(id, """{"status":"succeeded"}""");

        Assert.Equal(DeploymentStatus.Succeeded, ended.Status);
        var page = await _core.Service<EnvironmentService>().List(
            _call, _project, CoreFixture.Everything(EnvironmentDocuments.List), CoreFixture.Stop);
        Assert.Null(Assert.Single(page.Items).Value.CurrentVersion);
    }

    [Fact]
    public async Task Invalid_references_are_refused_naming_the_field()
    {
        var other = (await _core.Project(_call)).Value.Id;
        var foreign = (await _core.Environment(_call, other, EnvironmentName.Staging)).Value.Id;
        var release = (await _core.Service<ReleaseService>().Create(
            _call,
            new NewRelease { ProjectId = other, Version = "1.0.0" },
            key: null,
            CoreFixture.Stop)).Applied!.Value.Id;

        await Invalid("environment_id", new NewDeployment { Version = "1", EnvironmentId = foreign + 100 });
        await Invalid("environment", new NewDeployment { Version = "1", Environment = EnvironmentName.Staging });
        await Invalid(
            "environment",
            new NewDeployment { Version = "1", EnvironmentId = _environment, Environment = EnvironmentName.Staging });
        await Invalid("environment_id", new NewDeployment { Version = "1" });
        await Invalid("release_id", new NewDeployment { ReleaseId = release + 100, EnvironmentId = _environment });
        await Invalid("release_id", new NewDeployment { EnvironmentId = _environment });
        await Invalid(
            "commit_sha", new NewDeployment { Version = "1", EnvironmentId = _environment, CommitSha = "123456" });

        Task Invalid(string field, NewDeployment fields) => AssertRefused.With(
            RefusalKind.Invalid,
            field,
            Deployments.Create(_call, fields with { ProjectId = _project }, key: null, CoreFixture.Stop).AsTask());
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
        CoreFixture.Stop)).Value;

    private async Task<Deployment> Patch(long id, string body) =>
        (await Deployments.Update(_call, _project, id, CoreFixture.Patch(body), IfMatch.Any, CoreFixture.Stop)).Value;

    private async Task<ProjectEnvironment> Environment() =>
        (await _core.Service<EnvironmentService>().Get(_call, _project, _environment, CoreFixture.Stop)).Value;
}

using Enterprise.Core.Access;
using Enterprise.Core.Auditing;
using Enterprise.Core.AuditTrail;
using Enterprise.Core.Deployments;
using Enterprise.Core.Editing;
using Enterprise.Core.Environments;
using Enterprise.Core.Identity;
using Enterprise.Core.Projects.Governance;
using Enterprise.Core.Releases;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;

namespace Enterprise.Core.Tests.Auditing;

/// <summary>Every write makes one change per entity, in the entity's commit, with only the changed fields.</summary>
public sealed class ChangesTests : IDisposable
{
    private readonly CoreFixture _core;
    private RecordingStore _store = null!;

    public ChangesTests() => _core = new CoreFixture(around: inner => _store = new RecordingStore(inner));

    [Fact]
    public async Task Every_write_makes_one_change_with_the_changed_fields()
    {
        var call = await _core.SignUp(Role.Admin);
        var (projects, environments) = (_core.Service<ProjectService>(), _core.Service<EnvironmentService>());
        var (releases, deployments) = (_core.Service<ReleaseService>(), _core.Service<DeploymentService>());
        var (users, teams) = (_core.Service<UserService>(), _core.Service<TeamService>());
        var tokens = _core.Service<ApiTokenService>();
        var stop = CoreFixture.Stop;
        var any = IfMatch.Any;

        var project = await AssertOneChange("project.created", 0, async () => (await _core.Project(call)).Value.Id);
        await AssertOneChange(
            "project.updated",
            project,
            WithoutId(() => projects.Update(call, project, CoreFixture.Patch("""{"name":"x"}"""), any, stop)),
            "name");
        var environment = await AssertOneChange(
            "environment.created", project, async () => (await _core.Environment(call, project)).Value.Id);
        await AssertOneChange(
            "environment.updated",
            project,
            WithoutId(
                () => environments.Update(
                    call, project, environment, CoreFixture.Patch("""{"status":"off"}"""), any, stop)),
            "status");
        var release = await AssertOneChange("release.created", project, async () =>
            (await releases.Create(
                call, new NewRelease { ProjectId = project, Version = "1.0.0" }, null, stop)).Applied!.Value.Id);
        await AssertOneChange(
            "release.updated",
            project,
            WithoutId(
                () => releases.Update(call, project, release, CoreFixture.Patch("""{"version":"1.0.1"}"""), any, stop)),
            "version");
        var fields = new NewDeployment { ProjectId = project, EnvironmentId = environment, ReleaseId = release };
        var deployment = await AssertOneChange(
            "deployment.created", project, async () => (await deployments.Create(call, fields, null, stop)).Value.Id);
        await AssertOneChange(
            "deployment.updated",
            project,
            WithoutId(
                () => deployments.Update(
                    call, project, deployment, CoreFixture.Patch("""{"status":"in_progress"}"""), any, stop)),
            "status",
            "started_at");
        await AssertOneChange("environment.deleted", project, async () =>
        {
            await environments.Delete(call, project, environment, any, stop);
            return 0;
        });
        await AssertOneChange(
            "project.updated", project, WithoutId(() => projects.Archive(call, project, any, stop)), "status");

        var user = await AssertOneChange(
            "user.created", null, async () => (await _core.SignUp(Role.Viewer)).Caller.UserId);
        await AssertOneChange(
            "user.updated",
            null,
            WithoutId(() => users.Update(call, user, CoreFixture.Patch("""{"email":"new@example.com"}"""), any, stop)),
            "email");
        var team = await AssertOneChange("team.created", null, async () => (await _core.Team(call)).Value.Id);
        await AssertOneChange(
            "team.updated",
            null,
            WithoutId(() => teams.Update(call, team, CoreFixture.Patch("""{"name":"new"}"""), any, stop)),
            "name");
        await AssertOneChange(
            "team_member.created",
            null,
            WithoutId(() => teams.AddMember(call, new TeamMemberFields { TeamId = team, UserId = user }, null, stop)));
        await AssertOneChange("team_member.deleted", null, async () =>
        {
            await teams.RemoveMember(call, team, user, any, stop);
            return 0;
        });
        var token = await AssertOneChange(
            "token.created",
            null,
            async () => (await tokens.Issue(call, user, new ApiTokenFields { Name = "ci" }, null, stop)).Id);
        await AssertOneChange("token.deleted", null, async () =>
        {
            await tokens.Revoke(call, user, token, any, stop);
            return 0;
        });
        await AssertOneChange("team.deleted", null, async () =>
        {
            await teams.Delete(call, team, any, stop);
            return 0;
        });
        await AssertOneChange(
            "user.updated", null, WithoutId(() => users.Deactivate(call, user, any, stop)), "is_active");

        static Func<Task<long>> WithoutId<T>(Func<ValueTask<T>> act) => async () =>
        {
            await act();
            return 0;
        };
    }

    [Fact]
    public async Task Reading_and_verifying_the_whole_trail_is_audited()
    {
        var call = await _core.SignUp(Role.Admin);
        var audit = _core.Service<AuditService>();

        var changes = await _core.ChangesOf(async () =>
        {
            await audit.List(
                call,
                CoreFixture.Everything(AuditDocuments.List),
                CoreFixture.Json("""{"user_id":"1"}"""),
                CoreFixture.Stop);
            await audit.Verify(call, projectId: null, CoreFixture.Stop);
        });

        Assert.Equal(["audit.read", "audit.verified"], changes.Select(change => change.Action));
        Assert.Equal("""{"user_id":"1"}""", CoreFixture.Text(changes[0].NewValues));
    }

    [Fact]
    public async Task Long_user_agent_is_truncated()
    {
        var call = new Call(CoreFixture.CallOf(Role.Admin).Caller, new Origin(1, null, new string('x', 10_000), null));

        var changes = await _core.ChangesOf(() => _core.Team(call));

        Assert.Equal(512, Assert.Single(changes).UserAgent!.Length);
    }

    [Fact]
    public async Task Changes_of_one_entity_have_increasing_times_even_if_the_clock_stands_still()
    {
        var call = await _core.SignUp(Role.Manager);
        var id = (await _core.Project(call)).Value.Id;

        for (var i = 0; i < 5; i++)
        {
            await _core.Service<ProjectService>().Update(
                call, id, CoreFixture.Patch($$"""{"name":"{{i}}"}"""), IfMatch.Any, CoreFixture.Stop);
        }

        var times = (await _core.Changes())
            .Where(change => change.EntityType == "project")
            .Select(change => change.OccurredAt)
            .ToList();
        Assert.Equal(6, times.Count);
        Assert.Equal(times.Order().Distinct(), times);
    }

    public void Dispose() => _core.Dispose();

    private async Task<long> AssertOneChange(string action, long? project, Func<Task<long>> act, params string[] fields)
    {
        var id = 0L;
        var changes = await _core.ChangesOf(async () => id = await act());
        var change = Assert.Single(changes);
        Assert.Equal(action, change.Action);
        Assert.Equal(action.Split('.')[0], change.EntityType);
        Assert.NotNull(change.UserId);
        Assert.Equal(("192.0.2.1", "tests", "request-1"), (change.IpAddress, change.UserAgent, change.RequestId));
        if (project is null)
            Assert.Null(change.ProjectId);
        else
            Assert.Equal(project == 0 ? id : project, change.ProjectId);

        Assert.Equal(action.EndsWith(".created", StringComparison.Ordinal), change.OldValues is null);
        Assert.Equal(action.EndsWith(".deleted", StringComparison.Ordinal), change.NewValues is null);
        if (fields.Length > 0)
        {
            Assert.Equal(fields, change.NewValues!.Value.EnumerateObject().Select(field => field.Name));
            Assert.Equal(fields, change.OldValues!.Value.EnumerateObject().Select(field => field.Name));
        }

        // The entity and its change are one commit.
        var commit = _store.Commits.Single(commit => commit.Writes.Any(write => write.Id == change.Id));
        Assert.Contains(commit.Writes, write => write.Type.Kind == change.EntityType);
        return id;
    }
}

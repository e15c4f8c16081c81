using Enterprise.Core.Access;
using Enterprise.Core.AuditTrail;
using Enterprise.Core.Auditing;
using Enterprise.Core.Deployments;
using Enterprise.Core.Editing;
using Enterprise.Core.Environments;
using Enterprise.Core.Identity;
using Enterprise.Core.Projects.Governance;
using Enterprise.Core.Releases;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;

namespace Enterprise.Core.Tests.Auditing;

/// <summary>Every write path makes exactly one change an entity, in the entity's commit, with only what changed.</summary>
public sealed class ChangesTests : IDisposable
{
    private readonly Registry _registry;
    private Counting _store = null!;

    public ChangesTests() => _registry = new Registry(around: inner => _store = new Counting(inner));

    [Fact]
    public async Task Every_write_path_makes_one_change()
    {
        var call = await _registry.SignUp(Role.Admin);
        var (projects, environments) = (_registry.Service<ProjectService>(), _registry.Service<EnvironmentService>());
        var (releases, deployments) = (_registry.Service<ReleaseService>(), _registry.Service<DeploymentService>());
        var (users, teams) = (_registry.Service<UserService>(), _registry.Service<TeamService>());
        var tokens = _registry.Service<ApiTokenService>();
        var stop = Registry.Stop;
        var any = IfMatch.Any;

        var project = await One("project.created", 0, async () => (await _registry.Project(call)).Value.Id);
        await One("project.updated", project, Keep(() => projects.Update(call, project, Registry.Patch("""{"name":"x"}"""), any, stop)), "name");
        var environment = await One("environment.created", project, async () => (await _registry.Environment(call, project)).Value.Id);
        await One("environment.updated", project, Keep(() => environments.Update(call, project, environment, Registry.Patch("""{"status":"off"}"""), any, stop)), "status");
        var release = await One("release.created", project, async () =>
            (await releases.Create(call, new NewRelease { ProjectId = project, Version = "1.0.0" }, null, stop)).Applied!.Value.Id);
        await One("release.updated", project, Keep(() => releases.Update(call, project, release, Registry.Patch("""{"version":"1.0.1"}"""), any, stop)), "version");
        var fields = new NewDeployment { ProjectId = project, EnvironmentId = environment, ReleaseId = release };
        var deployment = await One("deployment.created", project, async () => (await deployments.Create(call, fields, null, stop)).Value.Id);
        await One(
            "deployment.updated",
            project,
            Keep(() => deployments.Update(call, project, deployment, Registry.Patch("""{"status":"in_progress"}"""), any, stop)),
            "status",
            "started_at");
        await One("environment.deleted", project, async () =>
        {
            await environments.Delete(call, project, environment, any, stop);
            return 0;
        });
        await One("project.updated", project, Keep(() => projects.Archive(call, project, any, stop)), "status");

        var user = await One("user.created", null, async () => (await _registry.SignUp(Role.Viewer)).Caller.UserId);
        await One("user.updated", null, Keep(() => users.Update(call, user, Registry.Patch("""{"email":"new@example.com"}"""), any, stop)), "email");
        var team = await One("team.created", null, async () => (await _registry.Team(call)).Value.Id);
        await One("team.updated", null, Keep(() => teams.Update(call, team, Registry.Patch("""{"name":"new"}"""), any, stop)), "name");
        await One("team_member.created", null, Keep(() => teams.AddMember(call, new TeamMemberFields { TeamId = team, UserId = user }, null, stop)));
        await One("team_member.deleted", null, async () =>
        {
            await teams.RemoveMember(call, team, user, any, stop);
            return 0;
        });
        var token = await One("token.created", null, async () => (await tokens.Issue(call, user, new ApiTokenFields { Name = "ci" }, null, stop)).Id);
        await One("token.deleted", null, async () =>
        {
            await tokens.Revoke(call, user, token, any, stop);
            return 0;
        });
        await One("team.deleted", null, async () =>
        {
            await teams.Delete(call, team, any, stop);
            return 0;
        });
        await One("user.updated", null, Keep(() => users.Deactivate(call, user, any, stop)), "is_active");

        static Func<Task<long>> Keep<T>(Func<ValueTask<T>> act) => async () =>
        {
            await act();
            return 0;
        };
    }

    [Fact]
    public async Task Reading_and_verifying_the_whole_trail_is_a_change_too()
    {
        var call = await _registry.SignUp(Role.Admin);
        var audit = _registry.Service<AuditService>();

        var changes = await _registry.ChangesOf(async () =>
        {
            await audit.List(call, Registry.Everything(AuditDocuments.List), Registry.Json("""{"user_id":"1"}"""), Registry.Stop);
            await audit.Verify(call, projectId: null, Registry.Stop);
        });

        Assert.Equal(["audit.read", "audit.verified"], changes.Select(change => change.Action));
        Assert.Equal("""{"user_id":"1"}""", Registry.Text(changes[0].NewValues));
    }

    [Fact]
    public async Task A_long_user_agent_is_cut()
    {
        var call = new Call(Registry.CallOf(Role.Admin).Caller, new Origin(1, null, new string('x', 10_000), null));

        var changes = await _registry.ChangesOf(() => _registry.Team(call));

        Assert.Equal(512, Assert.Single(changes).UserAgent!.Length);
    }

    [Fact]
    public async Task Changes_of_one_entity_are_later_each_time_though_the_clock_stands_still()
    {
        var call = await _registry.SignUp(Role.Manager);
        var id = (await _registry.Project(call)).Value.Id;

        for (var i = 0; i < 5; i++)
        {
            await _registry.Service<ProjectService>().Update(
                call, id, Registry.Patch($$"""{"name":"{{i}}"}"""), IfMatch.Any, Registry.Stop);
        }

        var times = (await _registry.Changes()).Where(change => change.EntityType == "project").Select(change => change.OccurredAt).ToList();
        Assert.Equal(6, times.Count);
        Assert.Equal(times.Order().Distinct(), times);
    }

    public void Dispose() => _registry.Dispose();

    private async Task<long> One(string action, long? project, Func<Task<long>> act, params string[] fields)
    {
        var id = 0L;
        var changes = await _registry.ChangesOf(async () => id = await act());
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

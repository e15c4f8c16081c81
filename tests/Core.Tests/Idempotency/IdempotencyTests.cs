using Enterprise.Core.Access;
using Enterprise.Core.Deployments;
using Enterprise.Core.Environments;
using Enterprise.Core.Idempotency;
using Enterprise.Core.Identity;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Projects.Governance;
using Enterprise.Core.Releases;
using Enterprise.Core.Storage;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;

namespace Enterprise.Core.Tests.Idempotency;

/// <summary>A creation that is repeated under its key creates one entity, whatever became of the first attempt.</summary>
public sealed class IdempotencyTests : IDisposable
{
    private static readonly IdempotencyKey _key = new("key-1", "fingerprint");

    private readonly Registry _registry;
    private Counting _store = null!;

    public IdempotencyTests() => _registry = new Registry(around: inner => _store = new Counting(inner));

    /// <summary>Every kind of entity that can be created under a key.</summary>
    public static TheoryData<string> Kinds => ["project", "user", "team", "environment", "release", "deployment", "team_member"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_same_key_at_the_same_time_creates_one_entity(string kind)
    {
        var create = await Creation(kind);

        var ids = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => create(_key), Registry.Stop)));

        Assert.Single(ids.Distinct());
        await AssertOneChange(kind);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_first_request_overtaken_by_its_repeat_finds_what_that_created(string kind)
    {
        var create = await Creation(kind);
        var repeated = 0L;
        _store.Before = async commit =>
        {
            if (!Counting.Creates(commit, kind))
                return;
            _store.Before = _ => Task.CompletedTask;
            repeated = await create(_key);
        };

        Assert.Equal(await create(_key), repeated);
        await AssertOneChange(kind);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_repeat_finds_what_was_created(string kind)
    {
        var create = await Creation(kind);

        var first = await create(_key);

        Assert.Equal(first, await create(_key));
        await AssertOneChange(kind);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_repeat_creates_what_a_crash_before_the_commit_left_undone(string kind)
    {
        var create = await Creation(kind);
        _store.Fail = commit => Counting.Creates(commit, kind) ? new StoreUnavailableException("crash", TimeSpan.Zero) : null;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => create(_key));
        var reserved = await Record();
        _store.Fail = _ => null;

        var id = await create(_key);

        Assert.True(kind == "team_member" || reserved == id);
        Assert.Equal(id, await create(_key));
        await AssertOneChange(kind);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_repeat_finds_what_a_crash_after_the_commit_did_not_tell(string kind)
    {
        var create = await Creation(kind);
        _store.FailAfter = commit => Counting.Creates(commit, kind) ? new StoreUnavailableException("crash", TimeSpan.Zero) : null;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => create(_key));
        _store.FailAfter = _ => null;

        Assert.Equal(await create(_key), await create(_key));
        await AssertOneChange(kind);
    }

    [Fact]
    public async Task Another_request_under_the_same_key_is_refused()
    {
        var call = await _registry.SignUp(Role.Manager);
        await Create(call, _key, "Portal");

        await Refused.With(RefusalKind.Invalid, "Idempotency-Key", Create(call, _key with { Fingerprint = "other" }, "Shop"));
    }

    [Fact]
    public async Task Another_users_same_key_is_another_key()
    {
        var (one, other) = (await _registry.SignUp(Role.Manager), await _registry.SignUp(Role.Manager));

        Assert.NotEqual(await Create(one, _key, "Portal"), await Create(other, _key with { Fingerprint = "other" }, "Shop"));
    }

    [Fact]
    public async Task A_key_is_forgotten_after_a_day()
    {
        var call = await _registry.SignUp(Role.Manager);
        var first = await Create(call, _key, "Portal");

        _registry.Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.Equal(first, await Create(call, _key, "Portal"));
        _registry.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.NotEqual(first, await Create(call, _key with { Fingerprint = "other" }, "Portal"));
    }

    [Fact]
    public async Task A_refused_creation_leaves_the_key_free_for_a_corrected_one()
    {
        var call = await _registry.SignUp(Role.Manager);
        await Refused.With(RefusalKind.Invalid, Create(call, _key, ""));

        Assert.True(await Create(call, _key with { Fingerprint = "other" }, "Portal") > 0);
    }

    [Fact]
    public async Task A_token_is_shown_to_the_first_request_alone()
    {
        var call = await _registry.SignUp(Role.Viewer);
        var tokens = _registry.Service<ApiTokenService>();
        var fields = new ApiTokenFields { Name = "ci" };

        Assert.NotEmpty((await tokens.Issue(call, call.Caller.UserId, fields, _key, Registry.Stop)).Token);
        await Refused.With(RefusalKind.Conflict, tokens.Issue(call, call.Caller.UserId, fields, _key, Registry.Stop).AsTask());
    }

    public void Dispose() => _registry.Dispose();

    private async Task<long> Create(Call call, IdempotencyKey key, string name) =>
        (await _registry.Service<ProjectService>().Create(call, new ProjectFields { Name = name }, key, Registry.Stop)).Value.Id;

    private async Task<long> Record()
    {
        var admin = (await _registry.Changes()).First(change => change.Action == "user.created").EntityId;
        var key = new DocumentKey($"idempotency:{admin}:key-1", "record");
        return (await _registry.Store.Get(IdempotencyRecords.Records, key, Registry.Stop))!.Value.EntityId;
    }

    private async Task AssertOneChange(string kind) =>
        Assert.Single(
            await _registry.Changes(),
            change => change.Action == $"{kind}.created" && change.RequestId == "the-creation");

    private async Task<Func<IdempotencyKey, Task<long>>> Creation(string kind)
    {
        var admin = await _registry.SignUp(Role.Admin);
        var project = (await _registry.Project(admin)).Value.Id;
        var team = (await _registry.Team(admin)).Value.Id;
        await _registry.Environment(admin, project, EnvironmentName.Staging);
        var call = new Call(admin.Caller, admin.Origin with { RequestId = "the-creation" });
        return kind switch
        {
            "project" => async key => (await _registry.Service<ProjectService>().Create(
                call, new ProjectFields { Name = "p" }, key, Registry.Stop)).Value.Id,
            "user" => async key => (await _registry.Service<UserService>().Create(
                call, new UserFields { Name = "u", Email = "u@example.com" }, key, Registry.Stop)).Value.Id,
            "team" => async key => (await _registry.Service<TeamService>().Create(
                call, new TeamFields { Name = "t" }, key, Registry.Stop)).Value.Id,
            "environment" => async key => (await _registry.Service<EnvironmentService>().Create(
                call,
                new NewEnvironment { ProjectId = project, Name = EnvironmentName.Production },
                key,
                Registry.Stop)).Value.Id,
            "release" => async key => (await _registry.Service<ReleaseService>().Create(
                call, new NewRelease { ProjectId = project, Version = "1.0.0" }, key, Registry.Stop)).Applied!.Value.Id,
            "deployment" => async key => (await _registry.Service<DeploymentService>().Create(
                call,
                new NewDeployment
                {
                    ProjectId = project,
                    Environment = EnvironmentName.Staging,
                    Version = "1",
                    Status = DeploymentStatus.Succeeded,
                },
                key,
                Registry.Stop)).Value.Id,
            _ => async key => (await _registry.Service<TeamService>().AddMember(
                call, new TeamMemberFields { TeamId = team, UserId = call.Caller.UserId }, key, Registry.Stop)).Value.UserId,
        };
    }
}

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

/// <summary>A creation retried with its key creates one entity, whatever happened to the first attempt.</summary>
public sealed class IdempotencyTests : IDisposable
{
    private static readonly IdempotencyKey _key = new("key-1", "fingerprint");

    private readonly CoreFixture _core;
    private RecordingStore _store = null!;

    public IdempotencyTests() => _core = new CoreFixture(around: inner => _store = new RecordingStore(inner));

    /// <summary>Every kind of entity that can be created under a key.</summary>
    public static TheoryData<string> Kinds =>
        ["project", "user", "team", "environment", "release", "deployment", "team_member"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Concurrent_requests_with_the_same_key_create_one_entity(string kind)
    {
        var create = await CreationOf(kind);

        var ids = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => Task.Run(() => create(_key), CoreFixture.Stop)));

        Assert.Single(ids.Distinct());
        await AssertOneChange(kind);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Request_overtaken_by_its_retry_returns_the_entity_that_the_retry_created(string kind)
    {
        var create = await CreationOf(kind);
        var repeated = 0L;
        _store.BeforeCommit = async commit =>
        {
            if (!RecordingStore.Creates(commit, kind))
                return;
            _store.BeforeCommit = _ => Task.CompletedTask;
            repeated = await create(_key);
        };

        Assert.Equal(await create(_key), repeated);
        await AssertOneChange(kind);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Retry_returns_the_entity_already_created(string kind)
    {
        var create = await CreationOf(kind);

        var first = await create(_key);

        Assert.Equal(first, await create(_key));
        await AssertOneChange(kind);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Retry_after_a_crash_before_the_commit_creates_the_entity(string kind)
    {
        var create = await CreationOf(kind);
        _store.FailBeforeCommit = commit => RecordingStore.Creates(commit, kind)
            ? new StoreUnavailableException("crash", TimeSpan.Zero)
            : null;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => create(_key));
        var reserved = await ReservedId();
        _store.FailBeforeCommit = _ => null;

        var id = await create(_key);

        Assert.True(kind == "team_member" || reserved == id);
        Assert.Equal(id, await create(_key));
        await AssertOneChange(kind);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Retry_after_a_crash_after_the_commit_returns_the_entity(string kind)
    {
        var create = await CreationOf(kind);
        _store.FailAfterCommit = commit => RecordingStore.Creates(commit, kind)
            ? new StoreUnavailableException("crash", TimeSpan.Zero)
            : null;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => create(_key));
        _store.FailAfterCommit = _ => null;

        Assert.Equal(await create(_key), await create(_key));
        await AssertOneChange(kind);
    }

    [Fact]
    public async Task Different_request_with_the_same_key_is_refused()
    {
        var call = await _core.SignUp(Role.Manager);
        await Create(call, _key, "Portal");

        await AssertRefused.With(
            RefusalKind.Invalid, "Idempotency-Key", Create(call, _key with { Fingerprint = "other" }, "Shop"));
    }

    [Fact]
    public async Task Keys_of_different_users_are_independent()
    {
        var (one, other) = (await _core.SignUp(Role.Manager), await _core.SignUp(Role.Manager));

        Assert.NotEqual(
            await Create(one, _key, "Portal"),
            await Create(other, _key with { Fingerprint = "other" }, "Shop"));
    }

    [Fact]
    public async Task Key_expires_after_24_hours()
    {
        var call = await _core.SignUp(Role.Manager);
        var first = await Create(call, _key, "Portal");

        _core.Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.Equal(first, await Create(call, _key, "Portal"));
        _core.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.NotEqual(first, await Create(call, _key with { Fingerprint = "other" }, "Portal"));
    }

    [Fact]
    public async Task Key_of_a_refused_creation_can_be_used_again()
    {
        var call = await _core.SignUp(Role.Manager);
        await AssertRefused.With(RefusalKind.Invalid, Create(call, _key, ""));

        Assert.True(await Create(call, _key with { Fingerprint = "other" }, "Portal") > 0);
    }

    [Fact]
    public async Task Retry_of_a_token_creation_is_a_conflict_because_the_token_is_shown_once()
    {
        var call = await _core.SignUp(Role.Viewer);
        var tokens = _core.Service<ApiTokenService>();
        var fields = new ApiTokenFields { Name = "ci" };

        Assert.NotEmpty((await tokens.Issue(call, call.Caller.UserId, fields, _key, CoreFixture.Stop)).Token);
        await AssertRefused.With(
            RefusalKind.Conflict, tokens.Issue(call, call.Caller.UserId, fields, _key, CoreFixture.Stop).AsTask());
    }

    public void Dispose() => _core.Dispose();

    private async Task<long> Create(Call call, IdempotencyKey key, string name) =>
        (await _core.Service<ProjectService>().Create(
            call, new ProjectFields { Name = name }, key, CoreFixture.Stop)).Project.Value.Id;

    private async Task<long> ReservedId()
    {
        var admin = (await _core.Changes()).First(change => change.Action == "user.created").EntityId;
        var key = new DocumentKey($"idempotency:{admin}:key-1", "record");
        return (await _core.Store.Get(IdempotencyRecordReader.Records, key, CoreFixture.Stop))!.Value.EntityId;
    }

    private async Task AssertOneChange(string kind) =>
        Assert.Single(
            await _core.Changes(),
            change => change.Action == $"{kind}.created" && change.RequestId == "the-creation");

    private async Task<Func<IdempotencyKey, Task<long>>> CreationOf(string kind)
    {
        var admin = await _core.SignUp(Role.Admin);
        var project = (await _core.Project(admin)).Value.Id;
        var team = (await _core.Team(admin)).Value.Id;
        await _core.Environment(admin, project, EnvironmentName.Staging);
        var call = new Call(admin.Caller, admin.Origin with { RequestId = "the-creation" });
        return kind switch
        {
            "project" => async key => (await _core.Service<ProjectService>().Create(
                call, new ProjectFields { Name = "p" }, key, CoreFixture.Stop)).Project.Value.Id,
            "user" => async key => (await _core.Service<UserService>().Create(
                call, new UserFields { Name = "u", Email = "u@example.com" }, key, CoreFixture.Stop)).Value.Id,
            "team" => async key => (await _core.Service<TeamService>().Create(
                call, new TeamFields { Name = "t" }, key, CoreFixture.Stop)).Value.Id,
            "environment" => async key => (await _core.Service<EnvironmentService>().Create(
                call,
                new NewEnvironment { ProjectId = project, Name = EnvironmentName.Production },
                key,
                CoreFixture.Stop)).Value.Id,
            "release" => async key => (await _core.Service<ReleaseService>().Create(
                call,
                new NewRelease { ProjectId = project, Version = "1.0.0" },
                key,
                CoreFixture.Stop)).Applied!.Value.Id,
            "deployment" => async key => (await _core.Service<DeploymentService>().Create(
                call,
                new NewDeployment
                {
                    ProjectId = project,
                    Environment = EnvironmentName.Staging,
                    Version = "1",
                    Status = DeploymentStatus.Succeeded,
                },
                key,
                CoreFixture.Stop)).Value.Id,
            _ => async key => (await _core.Service<TeamService>().AddMember(
                call,
                new TeamMemberFields { TeamId = team, UserId = call.Caller.UserId },
                key,
                CoreFixture.Stop)).Value.UserId,
        };
    }
}

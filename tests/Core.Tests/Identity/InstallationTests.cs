using Enterprise.Core.Access;
using Enterprise.Core.Editing;
using Enterprise.Core.Encryption;
using Enterprise.Core.Identity;
using Enterprise.Core.Problems;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;

namespace Enterprise.Core.Tests.Identity;

public sealed class InstallationTests : IDisposable
{
    private readonly List<CoreFixture> _fixtures = [];

    [Fact]
    public async Task First_start_creates_an_administrator_and_returns_the_token_once()
    {
        var core = Open();

        var first = await Start(core);
        var second = await Start(core);

        Assert.NotNull(first.AdministratorToken);
        Assert.Null(second.AdministratorToken);
        Assert.Equal(first.Installation.Secret, second.Installation.Secret);
        Assert.Equal(32, first.Installation.Secret.Length);
        var caller = await Caller(core, first.AdministratorToken);
        Assert.Equal((1L, Role.Admin), (caller!.UserId, caller.Role));
        Assert.Equal(["user.created", "token.created"], (await core.Changes()).Select(change => change.Action));
        Assert.All(await core.Changes(), change => Assert.Null(change.UserId));
    }

    [Theory]
    [InlineData("a preset token of some length")]
    [InlineData("ent_7_8_copied-from-another-installation")]
    public async Task Preset_token_works_and_later_starts_ignore_another_preset(string preset)
    {
        var core = Open();

        var first = await Start(core, preset);
        await Start(core, "another preset token");

        Assert.Equal(preset, first.AdministratorToken);
        Assert.Equal(Role.Admin, (await Caller(core, preset))?.Role);
        Assert.Null(await Caller(core, "another preset token"));
    }

    /// <summary>A first start is interrupted before and after each of its commits.</summary>
    [Fact]
    public async Task First_start_interrupted_at_any_commit_can_be_repeated()
    {
        var commits = 0;
        for (var interruption = 0; ; interruption++)
        {
            RecordingStore? store = null;
            var core = Open(inner => store = new RecordingStore(inner));
            var seen = 0;
            store!.FailBeforeCommit = _ => ++seen == (interruption / 2) + 1 && interruption % 2 == 0
                ? Interrupted()
                : null;
            store.FailAfterCommit = _ => seen == (interruption / 2) + 1 && interruption % 2 == 1 ? Interrupted() : null;
            try
            {
                await Start(core);
                commits = seen;
                break;
            }
            catch (StoreUnavailableException)
            {
                store.FailBeforeCommit = store.FailAfterCommit = _ => null;
            }

            // Another process, without any state in memory of the first one.
            using var again = core.AnotherProcess();
            var started = await again.Service<InstallationService>().Start(presetToken: null, CoreFixture.Stop);
            if (started.AdministratorToken is { } token)
                Assert.Equal(Role.Admin, (await Caller(again, token))?.Role);
            else
                Assert.NotNull(await core.Store.Get(
                    InstallationService.Type,
                    new("installation", "installation"),
                    CoreFixture.Stop));

            Assert.Single(await core.Changes(), change => change.Action == "user.created");
        }

        Assert.True(commits >= 5, $"Only {commits} commits were cut.");

        static StoreUnavailableException Interrupted() => new("cut", TimeSpan.Zero);
    }

    [Fact]
    public async Task Added_key_is_the_newest_from_the_next_start_on_and_the_first_one_is_kept()
    {
        var core = Open();
        var first = Assert.Single((await Start(core)).Installation.Keys);

        var second = await core.Service<InstallationService>().AddKey(CoreFixture.Stop);
        var third = await core.Service<InstallationService>().AddKey(CoreFixture.Stop);

        Assert.Equal((2, 3), (second, third));
        using var again = core.AnotherProcess();
        var keys = (await Start(again)).Installation.Keys.ToList();
        Assert.Equal([1, 2, 3], keys.Select(key => key.Id));
        Assert.Equal(first.Secret, keys[0].Secret);
        Assert.Distinct(keys.Select(key => Convert.ToHexString(key.Secret)));
        Assert.All(keys, key => Assert.Equal(32, key.Secret.Length));
    }

    [Fact]
    public async Task Key_is_not_added_before_the_first_start() =>
        await AssertRefused.With(
            RefusalKind.Conflict,
            Open().Service<InstallationService>().AddKey(CoreFixture.Stop).AsTask());

    [Fact]
    public async Task Concurrent_first_starts_create_one_installation()
    {
        var core = Open();
        using var other = core.AnotherProcess();

        var started = await Task.WhenAll(
            Task.Run(() => Start(core), CoreFixture.Stop),
            Task.Run(() => Start(other), CoreFixture.Stop));

        Assert.Equal(started[0].Installation.Secret, started[1].Installation.Secret);
        Assert.Single(await core.Changes(), change => change.Action == "user.created");
        var token = Assert.Single(started.Select(start => start.AdministratorToken).OfType<string>());
        Assert.Equal(Role.Admin, (await Caller(core, token))?.Role);
    }

    [Fact]
    public async Task Command_line_token_is_issued_only_to_an_active_user()
    {
        var core = Open();
        await Start(core);
        var installations = core.Service<InstallationService>();

        var issued = await installations.IssueToken("ADMIN@company.com", "cli", expiresAt: null, CoreFixture.Stop);

        Assert.Equal(Role.Admin, (await Caller(core, issued!.Token))?.Role);
        Assert.Null(await installations.IssueToken("nobody@company.com", "cli", expiresAt: null, CoreFixture.Stop));
        var deactivated = await core.SignUp(Role.Viewer, "gone@company.com");
        await core.Service<UserService>().Deactivate(
            CoreFixture.CallOf(Role.Admin, 1), deactivated.Caller.UserId, IfMatch.Any, CoreFixture.Stop);
        await AssertRefused.With(
            RefusalKind.Conflict,
            installations.IssueToken("gone@company.com", "cli", expiresAt: null, CoreFixture.Stop).AsTask());
    }

    [Fact]
    public async Task Derived_keys_are_stable_and_differ_by_purpose()
    {
        var core = Open();
        var keys = new InstallationKeys();
        Assert.Throws<InvalidOperationException>(() => keys.Derive("cursors"));
        keys.Use((await Start(core)).Installation.Keys);

        Assert.Equal(32, keys.Derive("cursors").Length);
        Assert.Equal(keys.Derive("cursors"), keys.Derive("cursors"));
        Assert.NotEqual(keys.Derive("cursors"), keys.Derive("sessions"));
    }

    public void Dispose() => _fixtures.ForEach(core => core.Dispose());

    private static async Task<StartedInstallation> Start(CoreFixture core, string? preset = null) =>
        await core.Service<InstallationService>().Start(preset, CoreFixture.Stop);

    private static async Task<Caller?> Caller(CoreFixture core, string token) =>
        await core.Service<CallerDirectory>().FromToken(token, CoreFixture.Stop);

    private CoreFixture Open(Func<IDocumentStore, IDocumentStore>? around = null)
    {
        var core = new CoreFixture(around: around);
        _fixtures.Add(core);
        return core;
    }
}

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
    private readonly List<Registry> _registries = [];

    [Fact]
    public async Task The_first_start_makes_an_administrator_and_shows_the_token_once()
    {
        var registry = Open();

        var first = await Start(registry);
        var second = await Start(registry);

        Assert.NotNull(first.AdministratorToken);
        Assert.Null(second.AdministratorToken);
        Assert.Equal(first.Installation.Secret, second.Installation.Secret);
        Assert.Equal(32, first.Installation.Secret.Length);
        var caller = await Caller(registry, first.AdministratorToken);
        Assert.Equal((1L, Role.Admin), (caller!.UserId, caller.Role));
        Assert.Equal(["user.created", "token.created"], (await registry.Changes()).Select(change => change.Action));
        Assert.All(await registry.Changes(), change => Assert.Null(change.UserId));
    }

    [Theory]
    [InlineData("a preset token of some length")]
    [InlineData("ent_7_8_copied-from-another-installation")]
    public async Task A_preset_token_works_and_no_start_after_the_first_presets_another(string preset)
    {
        var registry = Open();

        var first = await Start(registry, preset);
        await Start(registry, "another preset token");

        Assert.Equal(preset, first.AdministratorToken);
        Assert.Equal(Role.Admin, (await Caller(registry, preset))?.Role);
        Assert.Null(await Caller(registry, "another preset token"));
    }

    /// <summary>Every commit of a first start is the last one of a start that is cut short, before or after it.</summary>
    [Fact]
    public async Task A_first_start_that_was_cut_short_anywhere_is_a_first_start_again()
    {
        var commits = 0;
        for (var cut = 0; ; cut++)
        {
            Counting? store = null;
            var registry = Open(inner => store = new Counting(inner));
            var seen = 0;
            store!.Fail = _ => ++seen == (cut / 2) + 1 && cut % 2 == 0 ? Cut() : null;
            store.FailAfter = _ => seen == (cut / 2) + 1 && cut % 2 == 1 ? Cut() : null;
            try
            {
                await Start(registry);
                commits = seen;
                break;
            }
            catch (StoreUnavailableException)
            {
                store.Fail = store.FailAfter = _ => null;
            }

            // Another process: nothing of the first one's memory is left.
            using var again = registry.Again();
            var started = await again.Service<Installations>().Start(presetToken: null, Registry.Stop);
            if (started.AdministratorToken is { } token)
                Assert.Equal(Role.Admin, (await Caller(again, token))?.Role);
            else
                Assert.NotNull(await registry.Store.Get(Installations.Type, new("installation", "installation"), Registry.Stop));

            Assert.Single(await registry.Changes(), change => change.Action == "user.created");
        }

        Assert.True(commits >= 5, $"Only {commits} commits were cut.");

        static StoreUnavailableException Cut() => new("cut", TimeSpan.Zero);
    }

    [Fact]
    public async Task Two_first_starts_at_once_make_one_installation()
    {
        var registry = Open();
        using var other = registry.Again();

        var started = await Task.WhenAll(
            Task.Run(() => Start(registry), Registry.Stop),
            Task.Run(() => Start(other), Registry.Stop));

        Assert.Equal(started[0].Installation.Secret, started[1].Installation.Secret);
        Assert.Single(await registry.Changes(), change => change.Action == "user.created");
        var token = Assert.Single(started.Select(start => start.AdministratorToken).OfType<string>());
        Assert.Equal(Role.Admin, (await Caller(registry, token))?.Role);
    }

    [Fact]
    public async Task A_token_is_issued_from_the_command_line_to_an_active_user()
    {
        var registry = Open();
        await Start(registry);
        var installations = registry.Service<Installations>();

        var issued = await installations.IssueToken("ADMIN@company.com", "cli", expiresAt: null, Registry.Stop);

        Assert.Equal(Role.Admin, (await Caller(registry, issued!.Token))?.Role);
        Assert.Null(await installations.IssueToken("nobody@company.com", "cli", expiresAt: null, Registry.Stop));
        var gone = await registry.SignUp(Role.Viewer, "gone@company.com");
        await registry.Service<UserService>().Deactivate(
            Registry.CallOf(Role.Admin, 1), gone.Caller.UserId, IfMatch.Any, Registry.Stop);
        await Refused.With(
            RefusalKind.Conflict,
            installations.IssueToken("gone@company.com", "cli", expiresAt: null, Registry.Stop).AsTask());
    }

    [Fact]
    public async Task Keys_are_derived_from_the_secret_one_a_purpose()
    {
        var registry = Open();
        var keys = new InstallationKeys();
        Assert.Throws<InvalidOperationException>(() => keys.Derive("cursors"));
        keys.Use((await Start(registry)).Installation);

        Assert.Equal(32, keys.Derive("cursors").Length);
        Assert.Equal(keys.Derive("cursors"), keys.Derive("cursors"));
        Assert.NotEqual(keys.Derive("cursors"), keys.Derive("sessions"));
    }

    public void Dispose() => _registries.ForEach(registry => registry.Dispose());

    private static async Task<StartedInstallation> Start(Registry registry, string? preset = null) =>
        await registry.Service<Installations>().Start(preset, Registry.Stop);

    private static async Task<Caller?> Caller(Registry registry, string token) =>
        await registry.Service<CallerDirectory>().FromToken(token, Registry.Stop);

    private Registry Open(Func<IDocumentStore, IDocumentStore>? around = null)
    {
        var registry = new Registry(around: around);
        _registries.Add(registry);
        return registry;
    }
}

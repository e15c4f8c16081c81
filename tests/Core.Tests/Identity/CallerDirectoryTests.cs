using Enterprise.Core.Access;
using Enterprise.Core.Editing;
using Enterprise.Core.Identity;
using Enterprise.Core.Problems;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;

namespace Enterprise.Core.Tests.Identity;

public sealed class CallerDirectoryTests : IDisposable
{
    private readonly Registry _registry = new();

    private CallerDirectory Callers => _registry.Service<CallerDirectory>();

    private ApiTokenService Tokens => _registry.Service<ApiTokenService>();

    private UserService Users => _registry.Service<UserService>();

    [Fact]
    public async Task A_token_stands_for_its_user()
    {
        var user = await _registry.SignUp(Role.Developer, "Jo@Example.COM");
        var token = await Issue(user);

        var caller = await FromToken(token.Token);

        Assert.Equal(
            (user.Caller.UserId, Role.Developer, SecurityLevel.Confidential, "example.com"),
            (caller!.UserId, caller.Role, caller.Clearance, caller.EmailDomain));
        Assert.Empty(caller.TeamIds);
        Assert.Equal(caller.UserId, (await FromToken(token.Token))?.UserId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("ent_1_1_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("ent_1_999_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_token_that_was_not_issued_stands_for_nobody(string text)
    {
        await Issue(await _registry.SignUp(Role.Admin));

        Assert.Null(await FromToken(text));
        Assert.Null(await FromToken(new string('x', 100_000)));
    }

    [Fact]
    public async Task A_token_works_until_it_expires_even_where_it_is_known()
    {
        var user = await _registry.SignUp(Role.Viewer);
        var token = await Issue(user, _registry.Time.GetUtcNow().AddSeconds(3));

        Assert.NotNull(await FromToken(token.Token));
        _registry.Time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.NotNull(await FromToken(token.Token));
        _registry.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Null(await FromToken(token.Token));
    }

    [Fact]
    public async Task A_revoked_token_stops_working_at_once()
    {
        var user = await _registry.SignUp(Role.Viewer);
        var token = await Issue(user);
        Assert.NotNull(await FromToken(token.Token));

        await Tokens.Revoke(user, user.Caller.UserId, token.Id, IfMatch.Any, Registry.Stop);

        Assert.Null(await FromToken(token.Token));
    }

    [Fact]
    public async Task A_deactivated_users_tokens_stop_working_at_once()
    {
        var admin = await _registry.SignUp(Role.Admin);
        var user = await _registry.SignUp(Role.Viewer, "gone@example.com");
        var token = await Issue(user);
        Assert.NotNull(await FromToken(token.Token));
        Assert.NotNull(await Callers.FromEmail("gone@example.com", Registry.Stop));

        await Users.Deactivate(admin, user.Caller.UserId, IfMatch.Any, Registry.Stop);

        Assert.Null(await FromToken(token.Token));
        Assert.Null(await Callers.FromEmail("gone@example.com", Registry.Stop));
    }

    [Fact]
    public async Task What_another_process_changes_is_seen_after_five_seconds()
    {
        var admin = await _registry.SignUp(Role.Admin);
        var user = await _registry.SignUp(Role.Viewer);
        var token = await Issue(user);
        using var elsewhere = new CallerDirectory(_registry.Store, _registry.Time);
        Assert.NotNull(await elsewhere.FromToken(token.Token, Registry.Stop));
        await Users.Update(admin, user.Caller.UserId, Registry.Patch("""{"role":"manager"}"""), IfMatch.Any, Registry.Stop);

        _registry.Time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(Role.Viewer, (await elsewhere.FromToken(token.Token, Registry.Stop))!.Role);
        _registry.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(Role.Manager, (await elsewhere.FromToken(token.Token, Registry.Stop))!.Role);
        Assert.Equal(Role.Manager, (await FromToken(token.Token))!.Role);
    }

    [Fact]
    public async Task What_is_forgotten_while_it_is_looked_up_is_not_kept()
    {
        var user = await _registry.SignUp(Role.Viewer);
        var token = await Issue(user);
        CallerDirectory? callers = null;
        var store = new Counting(_registry.Store)
        {
            // The login is kept after the user was read, and before the caller is remembered.
            Fail = _ =>
            {
                callers!.Forget();
                return null;
            },
        };
        using var directory = callers = new CallerDirectory(store, _registry.Time);
        Assert.NotNull(await directory.FromToken(token.Token, Registry.Stop));
        _registry.Sql("UPDATE token_hash SET body = replace(body, '\"hash\":\"', '\"hash\":\"0')");

        Assert.Null(await directory.FromToken(token.Token, Registry.Stop));
    }

    [Fact]
    public async Task A_clearance_of_ones_own_overrides_the_roles()
    {
        var admin = await _registry.SignUp(Role.Admin);
        var user = await _registry.SignUp(Role.Viewer, "jo@example.com");

        await Users.Update(admin, user.Caller.UserId, Registry.Patch("""{"clearance":"restricted"}"""), IfMatch.Any, Registry.Stop);
        Assert.Equal(SecurityLevel.Restricted, (await Callers.FromEmail("JO@example.com", Registry.Stop))!.Clearance);
        await Users.Update(admin, user.Caller.UserId, Registry.Patch("""{"clearance":"public","role":"manager"}"""), IfMatch.Any, Registry.Stop);
        Assert.Equal(SecurityLevel.Public, (await Callers.FromEmail("jo@example.com", Registry.Stop))!.Clearance);
        await Users.Update(admin, user.Caller.UserId, Registry.Patch("""{"clearance":null}"""), IfMatch.Any, Registry.Stop);
        Assert.Equal(SecurityLevel.Restricted, (await Callers.FromEmail("jo@example.com", Registry.Stop))!.Clearance);
    }

    [Fact]
    public async Task Teams_are_those_of_members_and_of_managers_and_change_at_once()
    {
        var admin = await _registry.SignUp(Role.Admin);
        var manager = await _registry.SignUp(Role.Manager, "lead@example.com");
        var teams = _registry.Service<TeamService>();
        var managed = (await _registry.Team(manager)).Value;
        var other = (await _registry.Team(admin)).Value;
        Assert.Equal([managed.Id], (await Caller()).TeamIds);

        var fields = new TeamMemberFields { TeamId = other.Id, UserId = manager.Caller.UserId };
        await teams.AddMember(admin, fields, key: null, Registry.Stop);
        Assert.Equal([managed.Id, other.Id], (await Caller()).TeamIds.Order());
        await teams.RemoveMember(admin, other.Id, manager.Caller.UserId, IfMatch.Any, Registry.Stop);
        Assert.Equal([managed.Id], (await Caller()).TeamIds);
        await teams.Update(admin, managed.Id, Registry.Patch("""{"manager_id":null}"""), IfMatch.Any, Registry.Stop);
        Assert.Empty((await Caller()).TeamIds);

        async Task<Caller> Caller() => (await Callers.FromEmail("lead@example.com", Registry.Stop))!;
    }

    [Fact]
    public async Task The_last_login_is_written_at_most_once_in_five_minutes()
    {
        var user = await _registry.SignUp(Role.Viewer);
        var token = await Issue(user);
        var store = new Counting(_registry.Store);
        var begin = _registry.Time.GetUtcNow();

        await CallFor(TimeSpan.FromSeconds(294));
        Assert.Single(store.Commits);
        Assert.Equal(begin, (await User()).LastLogin);
        _registry.Time.Advance(TimeSpan.FromSeconds(12));
        await CallFor(TimeSpan.FromSeconds(294));
        Assert.Equal(2, store.Commits.Count);
        Assert.Equal(begin.AddSeconds(306), (await User()).LastLogin);
        Assert.Single(await Changes());

        async Task CallFor(TimeSpan duration)
        {
            var end = _registry.Time.GetUtcNow() + duration;
            while (true)
            {
                using var callers = new CallerDirectory(store, _registry.Time);
                await Task.WhenAll(Enumerable.Range(0, 4)
                    .Select(_ => callers.FromToken(token.Token, Registry.Stop).AsTask()));
                if (_registry.Time.GetUtcNow() >= end)
                    return;
                _registry.Time.Advance(TimeSpan.FromSeconds(42));
            }
        }

        async Task<User> User() =>
            (await _registry.Store.Get(UserDocuments.Type, UserDocuments.Key(user.Caller.UserId), Registry.Stop))!.Value;

        async Task<IEnumerable<string>> Changes() => (await _registry.Changes())
            .Where(change => change.EntityType == "user" && change.EntityId == user.Caller.UserId)
            .Select(change => change.Action);
    }

    [Fact]
    public async Task A_token_is_audited_without_its_secret_or_its_hash()
    {
        var user = await _registry.SignUp(Role.Viewer);
        IssuedApiToken? token = null;

        var changes = await _registry.ChangesOf(async () =>
        {
            token = await Issue(user);
            await Tokens.Revoke(user, user.Caller.UserId, token.Id, IfMatch.Any, Registry.Stop);
        });

        Assert.Equal(["token.created", "token.deleted"], changes.Select(change => change.Action));
        Assert.All(changes, change =>
        {
            var values = Registry.Text(change.OldValues) + Registry.Text(change.NewValues);
            Assert.DoesNotContain(token!.Token.Split('_')[^1], values, StringComparison.Ordinal);
            Assert.DoesNotContain("hash", values, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Tokens_of_others_are_an_administrators()
    {
        var (manager, other) = (await _registry.SignUp(Role.Manager), await _registry.SignUp(Role.Viewer));
        var admin = await _registry.SignUp(Role.Admin);
        var fields = new ApiTokenFields { Name = "ci" };

        await Refused.With(
            RefusalKind.Forbidden, Tokens.Issue(manager, other.Caller.UserId, fields, null, Registry.Stop).AsTask());
        Assert.NotNull(await Tokens.Issue(admin, other.Caller.UserId, fields, null, Registry.Stop));
        await Refused.With(
            RefusalKind.Invalid,
            "expires_at",
            Tokens.Issue(admin, 1, fields with { ExpiresAt = _registry.Time.GetUtcNow() }, null, Registry.Stop).AsTask());
        await Refused.With(RefusalKind.Invalid, "name", Tokens.Issue(admin, 1, new ApiTokenFields(), null, Registry.Stop).AsTask());
    }

    public void Dispose() => _registry.Dispose();

    private async Task<Caller?> FromToken(string text) => await Callers.FromToken(text, Registry.Stop);

    private async Task<IssuedApiToken> Issue(Call user, DateTimeOffset? expiresAt = null)
    {
        var fields = new ApiTokenFields { Name = "ci", ExpiresAt = expiresAt };
        return await Tokens.Issue(user, user.Caller.UserId, fields, key: null, Registry.Stop);
    }
}

using Enterprise.Core.Access;
using Enterprise.Core.Editing;
using Enterprise.Core.Identity;
using Enterprise.Core.Problems;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;

namespace Enterprise.Core.Tests.Identity;

public sealed class CallerDirectoryTests : IDisposable
{
    private readonly CoreFixture _core = new();

    private CallerDirectory Callers => _core.Service<CallerDirectory>();

    private ApiTokenService Tokens => _core.Service<ApiTokenService>();

    private UserService Users => _core.Service<UserService>();

    [Fact]
    public async Task Token_resolves_to_its_user()
    {
        var user = await _core.SignUp(Role.Developer, "Jo@Example.COM");
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
    public async Task Unknown_token_resolves_to_nobody(string text)
    {
        await Issue(await _core.SignUp(Role.Admin));

        Assert.Null(await FromToken(text));
        Assert.Null(await FromToken(new string('x', 100_000)));
    }

    [Fact]
    public async Task Token_stops_working_at_its_expiry_even_if_cached()
    {
        var user = await _core.SignUp(Role.Viewer);
        var token = await Issue(user, _core.Time.GetUtcNow().AddSeconds(3));

        Assert.NotNull(await FromToken(token.Token));
        _core.Time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.NotNull(await FromToken(token.Token));
        _core.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Null(await FromToken(token.Token));
    }

    [Fact]
    public async Task Revoked_token_stops_working_at_once()
    {
        var user = await _core.SignUp(Role.Viewer);
        var token = await Issue(user);
        Assert.NotNull(await FromToken(token.Token));

        await Tokens.Revoke(user, user.Caller.UserId, token.Id, IfMatch.Any, CoreFixture.Stop);

        Assert.Null(await FromToken(token.Token));
    }

    [Fact]
    public async Task Tokens_of_a_deactivated_user_stop_working_at_once()
    {
        var admin = await _core.SignUp(Role.Admin);
        var user = await _core.SignUp(Role.Viewer, "gone@example.com");
        var token = await Issue(user);
        Assert.NotNull(await FromToken(token.Token));
        Assert.NotNull(await Callers.FromEmail("gone@example.com", CoreFixture.Stop));

        await Users.Deactivate(admin, user.Caller.UserId, IfMatch.Any, CoreFixture.Stop);

        Assert.Null(await FromToken(token.Token));
        Assert.Null(await Callers.FromEmail("gone@example.com", CoreFixture.Stop));
    }

    [Fact]
    public async Task Change_by_another_process_is_seen_after_five_seconds()
    {
        var admin = await _core.SignUp(Role.Admin);
        var user = await _core.SignUp(Role.Viewer);
        var token = await Issue(user);
        using var elsewhere = new CallerDirectory(_core.Store, new CallerInvalidation(), _core.Time);
        Assert.NotNull(await elsewhere.FromToken(token.Token, CoreFixture.Stop));
        await Users.Update(
            admin, user.Caller.UserId, CoreFixture.Patch("""{"role":"manager"}"""), IfMatch.Any, CoreFixture.Stop);

        _core.Time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(Role.Viewer, (await elsewhere.FromToken(token.Token, CoreFixture.Stop))!.Role);
        _core.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(Role.Manager, (await elsewhere.FromToken(token.Token, CoreFixture.Stop))!.Role);
        Assert.Equal(Role.Manager, (await FromToken(token.Token))!.Role);
    }

    [Fact]
    public async Task Caller_invalidated_during_its_lookup_is_not_cached()
    {
        var user = await _core.SignUp(Role.Viewer);
        var token = await Issue(user);
        var invalidation = new CallerInvalidation();
        var store = new RecordingStore(_core.Store)
        {
            // The last login is committed after the user is read and before the caller is cached.
            FailBeforeCommit = _ =>
            {
                invalidation.Invalidate();
                return null;
            },
        };
        using var directory = new CallerDirectory(store, invalidation, _core.Time);
        Assert.NotNull(await directory.FromToken(token.Token, CoreFixture.Stop));
        _core.Sql("UPDATE token_hash SET body = replace(body, '\"hash\":\"', '\"hash\":\"0')");

        Assert.Null(await directory.FromToken(token.Token, CoreFixture.Stop));
    }

    [Fact]
    public async Task Users_own_clearance_overrides_the_default_of_the_role()
    {
        var admin = await _core.SignUp(Role.Admin);
        var user = await _core.SignUp(Role.Viewer, "jo@example.com");

        await Users.Update(
            admin,
            user.Caller.UserId,
            CoreFixture.Patch("""{"clearance":"restricted"}"""),
            IfMatch.Any,
            CoreFixture.Stop);
        Assert.Equal(
            SecurityLevel.Restricted,
            (await Callers.FromEmail("JO@example.com", CoreFixture.Stop))!.Clearance);
        await Users.Update(
            admin,
            user.Caller.UserId,
            CoreFixture.Patch("""{"clearance":"public","role":"manager"}"""),
            IfMatch.Any,
            CoreFixture.Stop);
        Assert.Equal(SecurityLevel.Public, (await Callers.FromEmail("jo@example.com", CoreFixture.Stop))!.Clearance);
        await Users.Update(
            admin, user.Caller.UserId, CoreFixture.Patch("""{"clearance":null}"""), IfMatch.Any, CoreFixture.Stop);
        Assert.Equal(
            SecurityLevel.Restricted,
            (await Callers.FromEmail("jo@example.com", CoreFixture.Stop))!.Clearance);
    }

    [Fact]
    public async Task Team_ids_include_joined_and_managed_teams_and_change_at_once()
    {
        var admin = await _core.SignUp(Role.Admin);
        var manager = await _core.SignUp(Role.Manager, "lead@example.com");
        var teams = _core.Service<TeamService>();
        var managed = (await _core.Team(manager)).Value;
        var other = (await _core.Team(admin)).Value;
        Assert.Equal([managed.Id], (await Caller()).TeamIds);

        var fields = new TeamMemberFields { TeamId = other.Id, UserId = manager.Caller.UserId };
        await teams.AddMember(admin, fields, key: null, CoreFixture.Stop);
        Assert.Equal([managed.Id, other.Id], (await Caller()).TeamIds.Order());
        await teams.RemoveMember(admin, other.Id, manager.Caller.UserId, IfMatch.Any, CoreFixture.Stop);
        Assert.Equal([managed.Id], (await Caller()).TeamIds);
        await teams.Update(
            admin, managed.Id, CoreFixture.Patch("""{"manager_id":null}"""), IfMatch.Any, CoreFixture.Stop);
        Assert.Empty((await Caller()).TeamIds);

        async Task<Caller> Caller() => (await Callers.FromEmail("lead@example.com", CoreFixture.Stop))!;
    }

    [Fact]
    public async Task Last_login_is_written_at_most_once_in_five_minutes()
    {
        var user = await _core.SignUp(Role.Viewer);
        var token = await Issue(user);
        var store = new RecordingStore(_core.Store);
        var begin = _core.Time.GetUtcNow();

        await CallFor(TimeSpan.FromSeconds(294));
        Assert.Single(store.Commits);
        Assert.Equal(begin, (await User()).LastLogin);
        _core.Time.Advance(TimeSpan.FromSeconds(12));
        await CallFor(TimeSpan.FromSeconds(294));
        Assert.Equal(2, store.Commits.Count);
        Assert.Equal(begin.AddSeconds(306), (await User()).LastLogin);
        Assert.Single(await Changes());

        async Task CallFor(TimeSpan duration)
        {
            var end = _core.Time.GetUtcNow() + duration;
            while (true)
            {
                using var callers = new CallerDirectory(store, new CallerInvalidation(), _core.Time);
                await Task.WhenAll(Enumerable.Range(0, 4)
                    .Select(_ => callers.FromToken(token.Token, CoreFixture.Stop).AsTask()));
                if (_core.Time.GetUtcNow() >= end)
                    return;
                _core.Time.Advance(TimeSpan.FromSeconds(42));
            }
        }

        async Task<User> User() =>
            (await _core.Store.Get(UserDocuments.Type, UserDocuments.Key(user.Caller.UserId), CoreFixture.Stop))!.Value;

        async Task<IEnumerable<string>> Changes() => (await _core.Changes())
            .Where(change => change.EntityType == "user" && change.EntityId == user.Caller.UserId)
            .Select(change => change.Action);
    }

    [Fact]
    public async Task Token_is_audited_without_its_secret_or_hash()
    {
        var user = await _core.SignUp(Role.Viewer);
        IssuedApiToken? token = null;

        var changes = await _core.ChangesOf(async () =>
        {
            token = await Issue(user);
            await Tokens.Revoke(user, user.Caller.UserId, token.Id, IfMatch.Any, CoreFixture.Stop);
        });

        Assert.Equal(["token.created", "token.deleted"], changes.Select(change => change.Action));
        Assert.All(changes, change =>
        {
            var values = CoreFixture.Text(change.OldValues) + CoreFixture.Text(change.NewValues);
            Assert.DoesNotContain(token!.Token.Split('_')[^1], values, StringComparison.Ordinal);
            Assert.DoesNotContain("hash", values, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Only_admins_issue_tokens_for_others_and_invalid_fields_are_refused()
    {
        var (manager, other) = (await _core.SignUp(Role.Manager), await _core.SignUp(Role.Viewer));
        var admin = await _core.SignUp(Role.Admin);
        var fields = new ApiTokenFields { Name = "ci" };

        await AssertRefused.With(
            RefusalKind.Forbidden, Tokens.Issue(manager, other.Caller.UserId, fields, null, CoreFixture.Stop).AsTask());
        Assert.NotNull(await Tokens.Issue(admin, other.Caller.UserId, fields, null, CoreFixture.Stop));
        await AssertRefused.With(
            RefusalKind.Invalid,
            "expires_at",
            Tokens.Issue(
                admin, 1, fields with { ExpiresAt = _core.Time.GetUtcNow() }, null, CoreFixture.Stop).AsTask());
        await AssertRefused.With(
            RefusalKind.Invalid, "name", Tokens.Issue(admin, 1, new ApiTokenFields(), null, CoreFixture.Stop).AsTask());
    }

    public void Dispose() => _core.Dispose();

    private async Task<Caller?> FromToken(string text) => await Callers.FromToken(text, CoreFixture.Stop);

    private async Task<IssuedApiToken> Issue(Call user, DateTimeOffset? expiresAt = null)
    {
        var fields = new ApiTokenFields { Name = "ci", ExpiresAt = expiresAt };
        return await Tokens.Issue(user, user.Caller.UserId, fields, key: null, CoreFixture.Stop);
    }
}

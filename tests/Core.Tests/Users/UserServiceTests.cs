using Enterprise.Core.Access;
using Enterprise.Core.Editing;
using Enterprise.Core.Problems;
using Enterprise.Core.Users;

namespace Enterprise.Core.Tests.Users;

public sealed class UserServiceTests : IDisposable
{
    private readonly CoreFixture _core = new();

    private UserService Users => _core.Service<UserService>();

    [Fact]
    public async Task Email_is_unique_ignoring_case_and_free_after_a_change()
    {
        var admin = await _core.SignUp(Role.Admin);
        var first = await _core.SignUp(Role.Viewer, "Jo@Example.com");

        await AssertRefused.With(RefusalKind.Conflict, "email", _core.SignUp(Role.Viewer, "jo@EXAMPLE.com"));
        Assert.Equal(
            "JO@example.com",
            (await Update(admin, first.Caller.UserId, """{"email":"JO@example.com"}""")).Email);
        await Update(admin, first.Caller.UserId, """{"email":"joanna@example.com"}""");
        var second = await _core.SignUp(Role.Viewer, "jo@example.com");
        await AssertRefused.With(
            RefusalKind.Conflict, "email", Update(admin, second.Caller.UserId, """{"email":"JOANNA@example.com"}"""));
    }

    [Fact]
    public async Task Concurrent_creations_with_one_email_create_one_user()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(
            async () =>
            {
                try
                {
                    return (await _core.SignUp(Role.Viewer, "jo@example.com")).Caller.UserId;
                }
                catch (RefusedException refusal) when (refusal.Kind == RefusalKind.Conflict)
                {
                    return 0;
                }
            },
            CoreFixture.Stop)));

        Assert.Single(results, id => id > 0);
    }

    [Fact]
    public async Task Email_stays_taken_even_after_deactivation()
    {
        var admin = await _core.SignUp(Role.Admin);
        var jo = await _core.SignUp(Role.Viewer, "jo@example.com");
        _core.Time.Advance(TimeSpan.FromDays(400));

        await AssertRefused.With(RefusalKind.Conflict, "email", _core.SignUp(Role.Viewer, "jo@example.com"));
        await Users.Deactivate(admin, jo.Caller.UserId, IfMatch.Any, CoreFixture.Stop);
        await AssertRefused.With(RefusalKind.Conflict, "email", _core.SignUp(Role.Viewer, "jo@example.com"));
    }

    [Fact]
    public async Task Admins_cannot_demote_or_deactivate_themselves()
    {
        var admin = await _core.SignUp(Role.Admin);
        var id = admin.Caller.UserId;

        await AssertRefused.With(RefusalKind.Conflict, Update(admin, id, """{"role":"manager"}"""));
        await AssertRefused.With(RefusalKind.Conflict, Update(admin, id, """{"is_active":false}"""));
        await AssertRefused.With(
            RefusalKind.Conflict, Users.Deactivate(admin, id, IfMatch.Any, CoreFixture.Stop).AsTask());
        Assert.Equal("New Name", (await Update(admin, id, """{"name":"New Name"}""")).Name);
    }

    [Fact]
    public async Task Deactivation_is_one_change_and_idempotent()
    {
        var (admin, user) = (await _core.SignUp(Role.Admin), await _core.SignUp(Role.Viewer));

        var changes = await _core.ChangesOf(async () =>
        {
            await Users.Deactivate(admin, user.Caller.UserId, IfMatch.Any, CoreFixture.Stop);
            await Users.Deactivate(admin, user.Caller.UserId, IfMatch.Any, CoreFixture.Stop);
        });

        var change = Assert.Single(changes);
        Assert.Equal(
            ("user.updated", """{"is_active":true}""", """{"is_active":false}"""),
            (change.Action, CoreFixture.Text(change.OldValues), CoreFixture.Text(change.NewValues)));
    }

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Developer)]
    [InlineData(Role.Manager)]
    public async Task Only_admins_change_users_and_everybody_reads_them(Role role)
    {
        var call = await _core.SignUp(role);

        await AssertRefused.With(RefusalKind.Forbidden, Update(call, call.Caller.UserId, """{"name":"x"}"""));
        await AssertRefused.With(
            RefusalKind.Forbidden,
            Users.Create(
                call, new UserFields { Name = "x", Email = "x@example.com" }, null, CoreFixture.Stop).AsTask());
        await Users.Get(call, call.Caller.UserId, CoreFixture.Stop);
        await AssertRefused.With(RefusalKind.NotFound, Users.Get(call, 99, CoreFixture.Stop).AsTask());
    }

    [Theory]
    [InlineData("""{"email":"jo"}""", "email")]
    [InlineData("""{"email":null}""", "email")]
    [InlineData("""{"name":" "}""", "name")]
    [InlineData("""{"role":"owner"}""", "role")]
    [InlineData("""{"clearance":"secret"}""", "clearance")]
    [InlineData("""{"last_login":"2026-01-01T00:00:00Z"}""", "last_login")]
    public async Task Invalid_field_is_refused_naming_it(string body, string field)
    {
        var (admin, user) = (await _core.SignUp(Role.Admin), await _core.SignUp(Role.Viewer));

        await AssertRefused.With(RefusalKind.Invalid, field, Update(admin, user.Caller.UserId, body));
    }

    public void Dispose() => _core.Dispose();

    private async Task<User> Update(Call call, long id, string body) =>
        (await Users.Update(call, id, CoreFixture.Patch(body), IfMatch.Any, CoreFixture.Stop)).Value;
}

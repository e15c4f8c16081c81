using Enterprise.Core.Access;
using Enterprise.Core.Editing;
using Enterprise.Core.Problems;
using Enterprise.Core.Users;

namespace Enterprise.Core.Tests.Users;

public sealed class UserServiceTests : IDisposable
{
    private readonly Registry _registry = new();

    private UserService Users => _registry.Service<UserService>();

    [Fact]
    public async Task An_address_is_unique_whatever_its_case_and_free_again_once_it_is_given_up()
    {
        var admin = await _registry.SignUp(Role.Admin);
        var first = await _registry.SignUp(Role.Viewer, "Jo@Example.com");

        await Refused.With(RefusalKind.Conflict, "email", _registry.SignUp(Role.Viewer, "jo@EXAMPLE.com"));
        Assert.Equal("JO@example.com", (await Update(admin, first.Caller.UserId, """{"email":"JO@example.com"}""")).Email);
        await Update(admin, first.Caller.UserId, """{"email":"joanna@example.com"}""");
        var second = await _registry.SignUp(Role.Viewer, "jo@example.com");
        await Refused.With(RefusalKind.Conflict, "email", Update(admin, second.Caller.UserId, """{"email":"JOANNA@example.com"}"""));
    }

    [Fact]
    public async Task Of_many_at_once_one_gets_the_address()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(
            async () =>
            {
                try
                {
                    return (await _registry.SignUp(Role.Viewer, "jo@example.com")).Caller.UserId;
                }
                catch (RefusedException refusal) when (refusal.Kind == RefusalKind.Conflict)
                {
                    return 0;
                }
            },
            Registry.Stop)));

        Assert.Single(results, id => id > 0);
    }

    [Fact]
    public async Task A_users_address_is_kept_whoever_claims_it_later()
    {
        var admin = await _registry.SignUp(Role.Admin);
        var jo = await _registry.SignUp(Role.Viewer, "jo@example.com");
        _registry.Time.Advance(TimeSpan.FromDays(400));

        await Refused.With(RefusalKind.Conflict, "email", _registry.SignUp(Role.Viewer, "jo@example.com"));
        await Users.Deactivate(admin, jo.Caller.UserId, IfMatch.Any, Registry.Stop);
        await Refused.With(RefusalKind.Conflict, "email", _registry.SignUp(Role.Viewer, "jo@example.com"));
    }

    [Fact]
    public async Task Administrators_do_not_lock_themselves_out()
    {
        var admin = await _registry.SignUp(Role.Admin);
        var id = admin.Caller.UserId;

        await Refused.With(RefusalKind.Conflict, Update(admin, id, """{"role":"manager"}"""));
        await Refused.With(RefusalKind.Conflict, Update(admin, id, """{"is_active":false}"""));
        await Refused.With(RefusalKind.Conflict, Users.Deactivate(admin, id, IfMatch.Any, Registry.Stop).AsTask());
        Assert.Equal("New Name", (await Update(admin, id, """{"name":"New Name"}""")).Name);
    }

    [Fact]
    public async Task Deactivating_is_one_change_of_one_field_and_none_the_second_time()
    {
        var (admin, user) = (await _registry.SignUp(Role.Admin), await _registry.SignUp(Role.Viewer));

        var changes = await _registry.ChangesOf(async () =>
        {
            await Users.Deactivate(admin, user.Caller.UserId, IfMatch.Any, Registry.Stop);
            await Users.Deactivate(admin, user.Caller.UserId, IfMatch.Any, Registry.Stop);
        });

        var change = Assert.Single(changes);
        Assert.Equal(
            ("user.updated", """{"is_active":true}""", """{"is_active":false}"""),
            (change.Action, Registry.Text(change.OldValues), Registry.Text(change.NewValues)));
    }

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Developer)]
    [InlineData(Role.Manager)]
    public async Task Only_administrators_change_users_and_everybody_reads_them(Role role)
    {
        var call = await _registry.SignUp(role);

        await Refused.With(RefusalKind.Forbidden, Update(call, call.Caller.UserId, """{"name":"x"}"""));
        await Refused.With(RefusalKind.Forbidden, Users.Create(call, new UserFields { Name = "x", Email = "x@example.com" }, null, Registry.Stop).AsTask());
        await Users.Get(call, call.Caller.UserId, Registry.Stop);
        await Refused.With(RefusalKind.NotFound, Users.Get(call, 99, Registry.Stop).AsTask());
    }

    [Theory]
    [InlineData("""{"email":"jo"}""", "email")]
    [InlineData("""{"email":null}""", "email")]
    [InlineData("""{"name":" "}""", "name")]
    [InlineData("""{"role":"owner"}""", "role")]
    [InlineData("""{"clearance":"secret"}""", "clearance")]
    [InlineData("""{"last_login":"2026-01-01T00:00:00Z"}""", "last_login")]
    public async Task Invalid_fields_are_named(string body, string field)
    {
        var (admin, user) = (await _registry.SignUp(Role.Admin), await _registry.SignUp(Role.Viewer));

        await Refused.With(RefusalKind.Invalid, field, Update(admin, user.Caller.UserId, body));
    }

    public void Dispose() => _registry.Dispose();

    private async Task<User> Update(Call call, long id, string body) =>
        (await Users.Update(call, id, Registry.Patch(body), IfMatch.Any, Registry.Stop)).Value;
}

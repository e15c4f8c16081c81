using Enterprise.Api.Tests.Endpoints;
using Enterprise.Api.Tests.Hosting;

namespace Enterprise.Api.Tests.Notifications;

/// <summary>Channels over HTTP: what is told of them, and to whom they belong.</summary>
public sealed class ChannelTests(ChannelTests.Host host) : IClassFixture<ChannelTests.Host>
{
    private const string Secret = "T1/B2/secret";

    [Fact]
    public async Task Channel_url_is_never_returned()
    {
        var person = await host.Add("viewer");
        var created = (await person.Post("/me/notifications/", TestData.Channel())).Expect(201);
        var path = created.Header("Location")!;

        var read = (await person.Get(path)).Expect(200);
        var patched = (await person.Patch(path, new { url = $"https://hooks.slack.com/services/{Secret}/2" }))
            .Expect(200);
        var put = (await person.Send("PUT", path, patched.Text)).Expect(200);
        var listed = (await person.Get("/me/notifications/")).Expect(200);

        Assert.All(
            [created, read, patched, put, listed],
            answer => Assert.DoesNotContain("secret", answer.Text, StringComparison.Ordinal));
        Assert.Equal("hooks.slack.com", read.Json["url_host"]!.GetValue<string>());
        Assert.Equal($"/me/notifications/{read.Json["id"]}", path);
        var trail = await host.Trail();
        Assert.DoesNotContain(
            trail,
            entry => $"{entry.OldValues}{entry.NewValues}".Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Muted_email_channel_is_created_with_the_users_address()
    {
        var person = await host.Add("viewer");

        var muted = (await person.Post("/me/notifications/", new { kind = "email", muted = true })).Expect(201);

        Assert.True(muted.Json["muted"]!.GetValue<bool>());
        Assert.EndsWith("@company.com", muted.Json["address"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Team_channels_are_changed_by_team_editors_and_read_by_all()
    {
        var manager = await host.Add("manager");
        var team = await manager.Create("/teams/", new TestData(host).Team());
        var member = await host.Add("developer");
        (await manager.Post("/team-members/", new { team_id = team, user_id = member.Id })).Expect(201);
        var other = await host.Add("manager");

        var channel = await manager.Create($"/teams/{team}/channels", TestData.Channel());

        foreach (var caller in new[] { member, other })
        {
            (await caller.Get($"/teams/{team}/channels/{channel}")).Expect(200);
            (await caller.Post($"/teams/{team}/channels", TestData.Channel())).ExpectProblem(403);
            (await caller.Patch($"/teams/{team}/channels/{channel}", new { muted = true })).ExpectProblem(403);
            (await caller.Send("DELETE", $"/teams/{team}/channels/{channel}")).ExpectProblem(403);
        }

        (await manager.Send("DELETE", $"/teams/{team}/channels/{channel}")).Expect(204);
    }

    [Fact]
    public async Task Invalid_channel_returns_422_naming_the_field()
    {
        (await host.Admin.Post("/me/notifications/", new { kind = "pigeon" })).ExpectProblem(422, "kind");
        (await host.Admin.Post("/me/notifications/", new { kind = "slack", url = "http://example.com/x" }))
            .ExpectProblem(422, "url");
        (await host.Admin.Post("/me/notifications/", new { kind = "email", url = "jo@example.com" }))
            .ExpectProblem(422, "url");
        (await host.Admin.Post("/me/notifications/", new { kind = "email", events = new[] { "nonsense" } }))
            .ExpectProblem(422, "events[0]");
        (await host.Admin.Post("/me/notifications/", new { kind = "email", url_host = "example.com" }))
            .ExpectProblem(422, "url_host");
    }

    [Fact]
    public async Task Dead_delivery_can_be_replayed_once()
    {
        var id = await new TestData(host).AddDelivery();

        (await host.Admin.Post($"/deliveries/{id}/replay", new { })).Expect(200);

        (await host.Admin.Post($"/deliveries/{id}/replay", new { })).ExpectProblem(409);
        var read = (await host.Admin.Get($"/deliveries/{id}")).Expect(200);
        Assert.Equal("pending", read.Json["status"]!.GetValue<string>());
        Assert.DoesNotContain(
            id,
            (await host.Admin.Get("/deliveries/?status=dead")).Expect(200).Text,
            StringComparison.Ordinal);
    }

    /// <summary>A host that can send e-mail.</summary>
    public sealed class Host : TestHost
    {
        /// <inheritdoc/>
        protected override IReadOnlyDictionary<string, string?> Settings { get; } =
            new Dictionary<string, string?>
            {
                ["Smtp:Host"] = "smtp.example.com",
                ["Smtp:From"] = "enterprise@example.com",
            };
    }
}

using System.Security.Cryptography;
using Enterprise.Core.Access;
using Enterprise.Core.Auditing;
using Enterprise.Core.Editing;
using Enterprise.Core.Encryption;
using Enterprise.Core.Notifications;
using Enterprise.Core.Problems;
using Enterprise.Core.Teams;

namespace Enterprise.Core.Tests.Notifications;

public sealed class ChannelServiceTests : IDisposable
{
    private const string Url = "https://hooks.slack.com/services/T1/B2/secret";

    private readonly NotificationFixture _notifications = new(new NotificationOptions
    {
        HasEmail = true,
        HasSlackBot = true,
        TrustedHosts = ["slack.internal", "127.0.0.1:8080"],
    });

    public void Dispose() => _notifications.Dispose();

    [Theory]
    [InlineData(ChannelKind.Slack, Url, "hooks.slack.com", null)]
    [InlineData(
        ChannelKind.Teams,
        "https://Prod-07.Westeurope.logic.azure.com:443/workflows/x?sig=secret",
        "prod-07.westeurope.logic.azure.com",
        null)]
    [InlineData(ChannelKind.Slack, "https://example.com:8443/x", "example.com:8443", null)]
    [InlineData(ChannelKind.Slack, "http://slack.internal/x", "slack.internal", null)]
    [InlineData(ChannelKind.Slack, "http://127.0.0.1:8080/x", "127.0.0.1:8080", null)]
    [InlineData(ChannelKind.Email, "mailto:Jo@example.com", null, "Jo@example.com")]
    [InlineData(ChannelKind.Email, null, null, "olga@example.com")]
    [InlineData(ChannelKind.Slack, null, null, "olga@example.com")]
    public async Task Channel_shows_only_the_host_or_the_recipient_of_its_address(
        ChannelKind kind, string? url, string? host, string? address)
    {
        var owner = ChannelOwner.User((await _notifications.Person("olga")).Id);

        var channel = await _notifications.Channel(owner, new ChannelFields { Kind = kind, Url = url });

        Assert.Equal((host, address), (channel.UrlHost, channel.Address));
        var kept = await _notifications.Core.Store.Get(
            ChannelDocuments.Urls, ChannelDocuments.Key(owner, channel.Id), CoreFixture.Stop);
        Assert.DoesNotContain("secret", kept!.Value.Sealed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ChannelKind.Slack, "http://hooks.slack.com/x")]
    [InlineData(ChannelKind.Slack, "http://127.0.0.1:8081/x")]
    [InlineData(ChannelKind.Slack, "https://user:password@example.com/x")]
    [InlineData(ChannelKind.Slack, "https://example.com/x#y")]
    [InlineData(ChannelKind.Slack, "https://example.com/x y")]
    [InlineData(ChannelKind.Slack, "https:///x")]
    [InlineData(ChannelKind.Slack, "/services/x")]
    [InlineData(ChannelKind.Slack, "")]
    [InlineData(ChannelKind.Slack, "bot:ada@example.com")]
    [InlineData(ChannelKind.Slack, "mailto:jo@example.com")]
    [InlineData(ChannelKind.Teams, "ftp://example.com/x")]
    [InlineData(ChannelKind.Teams, null)]
    [InlineData(ChannelKind.Email, "jo@example.com")]
    [InlineData(ChannelKind.Email, "mailto:jo@example.com?bcc=all@example.com")]
    [InlineData(ChannelKind.Email, "mailto:jo@example.com,ada@example.com")]
    [InlineData(ChannelKind.Email, "mailto:")]
    [InlineData(ChannelKind.Email, "https://example.com/x")]
    public async Task Unusable_url_is_refused(ChannelKind kind, string? url)
    {
        var owner = ChannelOwner.User((await _notifications.Person("olga")).Id);

        await Invalid(() => _notifications.Channel(owner, new ChannelFields { Kind = kind, Url = url }), "url");
        await Invalid(
            () => _notifications.Channel(
                owner, new ChannelFields { Kind = kind, Url = $"https://example.com/{new string('x', 2_000)}" }),
            "url");
    }

    [Fact]
    public async Task Kind_that_is_not_configured_and_duplicate_events_are_refused()
    {
        using var notifications = new NotificationFixture(new NotificationOptions());
        var owner = ChannelOwner.User((await notifications.Person("olga")).Id);

        await Invalid(() => notifications.Channel(owner, new ChannelFields { Kind = ChannelKind.Email }), "kind");
        await Invalid(() => notifications.Channel(owner, new ChannelFields { Kind = ChannelKind.Slack }), "url");
        await Invalid(() => notifications.Channel(owner, new ChannelFields { Url = Url }), "kind");
        await Invalid(
            () => notifications.Channel(owner, new ChannelFields
            {
                Kind = ChannelKind.Slack,
                Url = Url,
                Events = [NotificationEvent.ReviewDue, NotificationEvent.ReviewDue],
            }),
            "events");
    }

    [Fact]
    public async Task Team_channel_without_a_url_is_refused()
    {
        var owner = ChannelOwner.Team((await _notifications.Core.Team(CoreFixture.CallOf(Role.Admin))).Value.Id);

        await Invalid(() => _notifications.Channel(owner, new ChannelFields { Kind = ChannelKind.Email }), "url");
        await Invalid(() => _notifications.Channel(owner, new ChannelFields { Kind = ChannelKind.Slack }), "url");
    }

    [Fact]
    public async Task Update_keeps_the_url_unless_it_sets_another()
    {
        var user = await _notifications.Person("olga");
        var owner = ChannelOwner.User(user.Id);
        var channel = await _notifications.Channel(owner, new ChannelFields { Kind = ChannelKind.Slack, Url = Url });
        var before = await EncryptedUrl(owner, channel);
        _notifications.Core.Time.Advance(TimeSpan.FromMinutes(1));

        var put = await Update(owner, channel, CoreFixture.Put("""{"kind":"slack","events":["review_due"]}"""));
        Assert.Equal(before, await EncryptedUrl(owner, channel));
        Assert.Equal((channel.UrlSetAt, channel.UrlHost), (put.UrlSetAt, put.UrlHost));

        // The host is the same, so only the time shows that the URL has changed.
        var patched = await Update(owner, channel, CoreFixture.Patch("""{"url":"https://hooks.slack.com/other"}"""));
        Assert.NotEqual(before, await EncryptedUrl(owner, channel));
        Assert.Equal(patched.UpdatedAt, patched.UrlSetAt);
        Assert.Equal([NotificationEvent.ReviewDue], patched.Events);

        await Invalid(() => Update(owner, channel, CoreFixture.Patch("""{"kind":"teams"}""")), "url");
        await Invalid(() => Update(owner, channel, CoreFixture.Patch("""{"kind":null}""")), "kind");
        await Invalid(() => Update(owner, channel, CoreFixture.Patch("""{"url_host":"example.com"}""")), "url_host");
        var mail = await Update(owner, channel, CoreFixture.Patch("""{"kind":"email"}"""));
        Assert.Equal((null, "olga@example.com"), (mail.UrlHost, mail.Address));
    }

    [Fact]
    public async Task Creating_more_than_20_channels_is_a_conflict()
    {
        var owner = ChannelOwner.User((await _notifications.Person("olga")).Id);
        for (var i = 0; i < ChannelService.MostChannels; i++)
            await _notifications.Channel(owner, new ChannelFields { Kind = ChannelKind.Slack, Url = Url });

        await Conflict(() => _notifications.Channel(owner, new ChannelFields { Kind = ChannelKind.Slack, Url = Url }));
    }

    [Fact]
    public async Task Agent_may_not_change_channels_and_each_attempt_is_audited()
    {
        var user = await _notifications.Person("olga", Role.Admin);
        var owner = ChannelOwner.User(user.Id);
        var channel = await _notifications.Channel(owner, new ChannelFields { Kind = ChannelKind.Slack, Url = Url });
        var team = (await _notifications.Core.Team(CoreFixture.CallOf(Role.Admin))).Value.Id;
        var call = new Call(CoreFixture.CallOf(Role.Admin, user.Id).Caller with { IsAgent = true }, Origin.System);
        var service = _notifications.Core.Service<ChannelService>();
        var fields = new ChannelFields { Kind = ChannelKind.Slack, Url = Url };

        var changes = await _notifications.Core.ChangesOf(async () =>
        {
            await Forbidden(async () => await service.Create(call, owner, fields, key: null, CoreFixture.Stop));
            await Forbidden(
                async () => await service.Create(call, ChannelOwner.Team(team), fields, key: null, CoreFixture.Stop));
            await Forbidden(async () =>
                await service.Update(
                    call, owner, channel.Id, CoreFixture.Patch("""{"muted":true}"""), IfMatch.Any, CoreFixture.Stop));
            await Forbidden(async () => await service.Delete(call, owner, channel.Id, IfMatch.Any, CoreFixture.Stop));
        });

        Assert.Equal(Enumerable.Repeat("access.denied", 4), changes.Select(change => change.Action));
        Assert.All(changes, change => Assert.Equal("change_channels", change.Reason));
        Assert.Single(
            (await service.List(call, owner, CoreFixture.Everything(ChannelDocuments.List), CoreFixture.Stop)).Items);
    }

    [Fact]
    public async Task Deleting_a_team_deletes_its_channels_and_their_urls()
    {
        var admin = CoreFixture.CallOf(Role.Admin);
        var team = (await _notifications.Core.Team(admin)).Value.Id;
        var owner = ChannelOwner.Team(team);
        var channel = await _notifications.Channel(owner, new ChannelFields { Kind = ChannelKind.Slack, Url = Url });

        var changes = await _notifications.Core.ChangesOf(async () =>
            await _notifications.Core.Service<TeamService>().Delete(admin, team, IfMatch.Any, CoreFixture.Stop));

        Assert.Equal(["channel.deleted", "team.deleted"], changes.Select(change => change.Action).Order());
        var key = ChannelDocuments.Key(owner, channel.Id);
        Assert.Null(await _notifications.Core.Store.Get(ChannelDocuments.Type, key, CoreFixture.Stop));
        Assert.Null(await _notifications.Core.Store.Get(ChannelDocuments.Urls, key, CoreFixture.Stop));
    }

    [Fact]
    public void Encrypted_address_is_decrypted_only_for_its_channel_and_never_repeats()
    {
        var encryption = _notifications.Core.Service<SecretEncryption>();
        var owner = ChannelOwner.User(7);

        var one = ChannelSecrets.Encrypt(encryption, owner, 3, Url);
        var other = ChannelSecrets.Encrypt(encryption, owner, 3, Url);

        Assert.NotEqual(one, other);
        Assert.Equal(Url, ChannelSecrets.Decrypt(encryption, owner, 3, one));
        Assert.ThrowsAny<CryptographicException>(() => ChannelSecrets.Decrypt(encryption, owner, 4, one));
        Assert.ThrowsAny<CryptographicException>(
            () => ChannelSecrets.Decrypt(encryption, ChannelOwner.Team(7), 3, one));
        Assert.ThrowsAny<CryptographicException>(() => ChannelSecrets.Decrypt(encryption, owner, 3, "AAAA"));
        var bytes = Convert.FromBase64String(one);
        foreach (var place in Enumerable.Range(0, bytes.Length))
        {
            var altered = bytes.ToArray();
            altered[place] ^= 1;
            Assert.ThrowsAny<CryptographicException>(
                () => ChannelSecrets.Decrypt(encryption, owner, 3, Convert.ToBase64String(altered)));
        }
    }

    private static Task Invalid(Func<Task> act, string field) => AssertRefused.With(RefusalKind.Invalid, field, act());

    private static Task Conflict(Func<Task> act) => AssertRefused.With(RefusalKind.Conflict, act());

    private static Task Forbidden(Func<Task> act) => AssertRefused.With(RefusalKind.Forbidden, act());

    private async Task<string> EncryptedUrl(ChannelOwner owner, NotificationChannel channel) =>
        (await _notifications.Core.Store.Get(
            ChannelDocuments.Urls, ChannelDocuments.Key(owner, channel.Id), CoreFixture.Stop))!.Value.Sealed;

    private async Task<NotificationChannel> Update(ChannelOwner owner, NotificationChannel channel, Edit edit) =>
        (await _notifications.Core.Service<ChannelService>().Update(
            await _notifications.Core.CallOfUser(owner.UserId!.Value),
            owner,
            channel.Id,
            edit,
            IfMatch.Any,
            CoreFixture.Stop)).Value;
}

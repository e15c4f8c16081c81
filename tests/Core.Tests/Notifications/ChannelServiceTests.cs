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

    private readonly Postbox _postbox = new(new NotificationOptions
    {
        HasEmail = true,
        HasSlackBot = true,
        TrustedHosts = ["slack.internal", "127.0.0.1:8080"],
    });

    public void Dispose() => _postbox.Dispose();

    [Theory]
    [InlineData(ChannelKind.Slack, Url, "hooks.slack.com", null)]
    [InlineData(ChannelKind.Teams, "https://Prod-07.Westeurope.logic.azure.com:443/workflows/x?sig=secret", "prod-07.westeurope.logic.azure.com", null)]
    [InlineData(ChannelKind.Slack, "https://example.com:8443/x", "example.com:8443", null)]
    [InlineData(ChannelKind.Slack, "http://slack.internal/x", "slack.internal", null)]
    [InlineData(ChannelKind.Slack, "http://127.0.0.1:8080/x", "127.0.0.1:8080", null)]
    [InlineData(ChannelKind.Email, "mailto:Jo@example.com", null, "Jo@example.com")]
    [InlineData(ChannelKind.Email, null, null, "olga@example.com")]
    [InlineData(ChannelKind.Slack, null, null, "olga@example.com")]
    public async Task Of_an_address_the_host_is_told_or_who_is_written_to(ChannelKind kind, string? url, string? host, string? address)
    {
        var owner = ChannelOwner.User((await _postbox.Person("olga")).Id);

        var channel = await _postbox.Channel(owner, new ChannelFields { Kind = kind, Url = url });

        Assert.Equal((host, address), (channel.UrlHost, channel.Address));
        var kept = await _postbox.Registry.Store.Get(ChannelDocuments.Urls, ChannelDocuments.Key(owner, channel.Id), Registry.Stop);
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
    public async Task What_could_never_be_sent_to_is_refused(ChannelKind kind, string? url)
    {
        var owner = ChannelOwner.User((await _postbox.Person("olga")).Id);

        await Invalid(() => _postbox.Channel(owner, new ChannelFields { Kind = kind, Url = url }), "url");
        await Invalid(
            () => _postbox.Channel(owner, new ChannelFields { Kind = kind, Url = $"https://example.com/{new string('x', 2_000)}" }), "url");
    }

    [Fact]
    public async Task What_is_not_configured_is_refused()
    {
        using var postbox = new Postbox(new NotificationOptions());
        var owner = ChannelOwner.User((await postbox.Person("olga")).Id);

        await Invalid(() => postbox.Channel(owner, new ChannelFields { Kind = ChannelKind.Email }), "kind");
        await Invalid(() => postbox.Channel(owner, new ChannelFields { Kind = ChannelKind.Slack }), "url");
        await Invalid(() => postbox.Channel(owner, new ChannelFields { Url = Url }), "kind");
        await Invalid(
            () => postbox.Channel(owner, new ChannelFields
            {
                Kind = ChannelKind.Slack,
                Url = Url,
                Events = [NotificationEvent.ReviewDue, NotificationEvent.ReviewDue],
            }),
            "events");
    }

    [Fact]
    public async Task A_team_has_no_address_of_its_own()
    {
        var owner = ChannelOwner.Team((await _postbox.Registry.Team(Registry.CallOf(Role.Admin))).Value.Id);

        await Invalid(() => _postbox.Channel(owner, new ChannelFields { Kind = ChannelKind.Email }), "url");
        await Invalid(() => _postbox.Channel(owner, new ChannelFields { Kind = ChannelKind.Slack }), "url");
    }

    [Fact]
    public async Task A_change_keeps_the_url_unless_it_gives_another_one()
    {
        var user = await _postbox.Person("olga");
        var owner = ChannelOwner.User(user.Id);
        var channel = await _postbox.Channel(owner, new ChannelFields { Kind = ChannelKind.Slack, Url = Url });
        var before = await Sealed(owner, channel);
        _postbox.Registry.Time.Advance(TimeSpan.FromMinutes(1));

        var put = await Update(owner, channel, Registry.Put("""{"kind":"slack","events":["review_due"]}"""));
        Assert.Equal(before, await Sealed(owner, channel));
        Assert.Equal((channel.UrlSetAt, channel.UrlHost), (put.UrlSetAt, put.UrlHost));

        // The same host: what tells that it changed is the time.
        var patched = await Update(owner, channel, Registry.Patch("""{"url":"https://hooks.slack.com/other"}"""));
        Assert.NotEqual(before, await Sealed(owner, channel));
        Assert.Equal(patched.UpdatedAt, patched.UrlSetAt);
        Assert.Equal([NotificationEvent.ReviewDue], patched.Events);

        await Invalid(() => Update(owner, channel, Registry.Patch("""{"kind":"teams"}""")), "url");
        await Invalid(() => Update(owner, channel, Registry.Patch("""{"kind":null}""")), "kind");
        await Invalid(() => Update(owner, channel, Registry.Patch("""{"url_host":"example.com"}""")), "url_host");
        var mail = await Update(owner, channel, Registry.Patch("""{"kind":"email"}"""));
        Assert.Equal((null, "olga@example.com"), (mail.UrlHost, mail.Address));
    }

    [Fact]
    public async Task There_are_at_most_20()
    {
        var owner = ChannelOwner.User((await _postbox.Person("olga")).Id);
        for (var i = 0; i < ChannelService.MostChannels; i++)
            await _postbox.Channel(owner, new ChannelFields { Kind = ChannelKind.Slack, Url = Url });

        await Conflict(() => _postbox.Channel(owner, new ChannelFields { Kind = ChannelKind.Slack, Url = Url }));
    }

    [Fact]
    public async Task A_program_changes_nobodys_channels_and_that_it_tried_is_audited()
    {
        var user = await _postbox.Person("olga", Role.Admin);
        var owner = ChannelOwner.User(user.Id);
        var channel = await _postbox.Channel(owner, new ChannelFields { Kind = ChannelKind.Slack, Url = Url });
        var team = (await _postbox.Registry.Team(Registry.CallOf(Role.Admin))).Value.Id;
        var call = new Call(Registry.CallOf(Role.Admin, user.Id).Caller with { IsAgent = true }, Origin.System);
        var service = _postbox.Registry.Service<ChannelService>();
        var fields = new ChannelFields { Kind = ChannelKind.Slack, Url = Url };

        var changes = await _postbox.Registry.ChangesOf(async () =>
        {
            await Forbidden(async () => await service.Create(call, owner, fields, key: null, Registry.Stop));
            await Forbidden(async () => await service.Create(call, ChannelOwner.Team(team), fields, key: null, Registry.Stop));
            await Forbidden(async () =>
                await service.Update(call, owner, channel.Id, Registry.Patch("""{"muted":true}"""), IfMatch.Any, Registry.Stop));
            await Forbidden(async () => await service.Delete(call, owner, channel.Id, IfMatch.Any, Registry.Stop));
        });

        Assert.Equal(Enumerable.Repeat("access.denied", 4), changes.Select(change => change.Action));
        Assert.All(changes, change => Assert.Equal("change_channels", change.Reason));
        Assert.Single((await service.List(call, owner, Registry.Everything(ChannelDocuments.List), Registry.Stop)).Items);
    }

    [Fact]
    public async Task A_team_that_is_deleted_takes_its_channels_and_their_urls_along()
    {
        var admin = Registry.CallOf(Role.Admin);
        var team = (await _postbox.Registry.Team(admin)).Value.Id;
        var owner = ChannelOwner.Team(team);
        var channel = await _postbox.Channel(owner, new ChannelFields { Kind = ChannelKind.Slack, Url = Url });

        var changes = await _postbox.Registry.ChangesOf(async () =>
            await _postbox.Registry.Service<TeamService>().Delete(admin, team, IfMatch.Any, Registry.Stop));

        Assert.Equal(["channel.deleted", "team.deleted"], changes.Select(change => change.Action).Order());
        var key = ChannelDocuments.Key(owner, channel.Id);
        Assert.Null(await _postbox.Registry.Store.Get(ChannelDocuments.Type, key, Registry.Stop));
        Assert.Null(await _postbox.Registry.Store.Get(ChannelDocuments.Urls, key, Registry.Stop));
    }

    [Fact]
    public void A_sealed_address_opens_for_its_channel_alone_and_never_looks_the_same()
    {
        var seal = new ChannelSeal(_postbox.Registry.Service<InstallationKeys>());
        var owner = ChannelOwner.User(7);

        var (one, other) = (seal.Close(owner, 3, Url), seal.Close(owner, 3, Url));

        Assert.NotEqual(one, other);
        Assert.Equal(Url, seal.Open(owner, 3, one));
        Assert.ThrowsAny<CryptographicException>(() => seal.Open(owner, 4, one));
        Assert.ThrowsAny<CryptographicException>(() => seal.Open(ChannelOwner.Team(7), 3, one));
        Assert.ThrowsAny<CryptographicException>(() => seal.Open(owner, 3, "AAAA"));
        var bytes = Convert.FromBase64String(one);
        foreach (var place in Enumerable.Range(0, bytes.Length))
        {
            var altered = bytes.ToArray();
            altered[place] ^= 1;
            Assert.ThrowsAny<CryptographicException>(
                () => seal.Open(owner, 3, Convert.ToBase64String(altered)));
        }
    }

    private static Task Invalid(Func<Task> act, string field) => Refused.With(RefusalKind.Invalid, field, act());

    private static Task Conflict(Func<Task> act) => Refused.With(RefusalKind.Conflict, act());

    private static Task Forbidden(Func<Task> act) => Refused.With(RefusalKind.Forbidden, act());

    private async Task<string> Sealed(ChannelOwner owner, NotificationChannel channel) =>
        (await _postbox.Registry.Store.Get(ChannelDocuments.Urls, ChannelDocuments.Key(owner, channel.Id), Registry.Stop))!.Value.Sealed;

    private async Task<NotificationChannel> Update(ChannelOwner owner, NotificationChannel channel, Edit edit) =>
        (await _postbox.Registry.Service<ChannelService>().Update(
            await _postbox.Registry.CallOfUser(owner.UserId!.Value), owner, channel.Id, edit, IfMatch.Any, Registry.Stop)).Value;
}

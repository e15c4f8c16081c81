using CsCheck;
using Enterprise.Core.Approvals.Links;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Encryption;
using Enterprise.Core.Notifications;
using Enterprise.Core.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Core.Tests.Approvals;

public sealed class ApprovalLinkServiceTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Link_round_trips_its_purpose_approval_user_and_round() => Gen.Select(
        Gen.Long[1, Ids.Largest],
        Gen.Long[1, Ids.Largest],
        Gen.Int[1, int.MaxValue],
        Gen.Enum<ApprovalLinkPurpose>()).Sample((approval, user, round, purpose) =>
        {
            var links = Links(1);

            var link = links.Read(links.Make(purpose, new Approval { Id = approval, Round = round }, user))!;

            Assert.Equal((purpose, approval, user, round), (link.Purpose, link.ApprovalId, link.UserId, link.Round));
            Assert.False(links.IsExpired(link));
        });

    [Fact]
    public void Arbitrary_text_is_not_a_link() => Gen.String.Sample(text => Assert.Null(Links(1).Read(text)));

    [Fact]
    public void Arbitrary_text_of_a_links_length_is_not_a_link()
    {
        var length = Links(1).Make(ApprovalLinkPurpose.Personal, new Approval { Id = 1 }, 2).Length;

        Gen.String[Gen.Char[' ', 'ÿ'], length, length].Sample(text => Assert.Null(Links(1).Read(text)));
    }

    [Fact]
    public void Link_of_another_installation_is_not_read() =>
        Assert.Null(Links(2).Read(Links(1).Make(ApprovalLinkPurpose.Personal, new Approval { Id = 1 }, 2)));

    [Fact]
    public void Every_link_has_a_unique_nonce()
    {
        var links = Links(1);

        var nonces = Enumerable.Range(0, 50)
            .Select(_ => links.Read(links.Make(ApprovalLinkPurpose.Personal, new Approval { Id = 1 }, 2))!.Nonce);

        Assert.Equal(50, nonces.Distinct().Count());
    }

    [Theory]
    [InlineData(ApprovalLinkPurpose.Personal, 7 * 24)]
    [InlineData(ApprovalLinkPurpose.Form, 8)]
    public void Link_expires_exactly_at_the_end_of_its_lifetime(ApprovalLinkPurpose purpose, int hours)
    {
        var links = Links(1);
        var link = links.Read(links.Make(purpose, new Approval { Id = 1 }, 2))!;

        _time.Advance(TimeSpan.FromHours(hours) - TimeSpan.FromSeconds(1));
        Assert.False(links.IsExpired(link));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(links.IsExpired(link));
    }

    [Theory]
    [InlineData("https://enterprise.test", "https://enterprise.test/approvals/7/respond")]
    [InlineData("https://enterprise.test/", "https://enterprise.test/approvals/7/respond")]
    [InlineData("https://proxy.test/enterprise", "https://proxy.test/enterprise/approvals/7/respond")]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Address_starts_with_the_public_url(string? setting, string? expected) =>
        Assert.Equal(expected, PublicUrl.Parse(setting).Of("/approvals/7/respond")?.AbsoluteUri);

    [Theory]
    [InlineData("enterprise.test")]
    [InlineData("ftp://enterprise.test")]
    [InlineData("https://user:secret@enterprise.test")]
    [InlineData("https://enterprise.test?query")]
    public void Invalid_public_url_is_refused_naming_the_setting(string setting) =>
        Assert.StartsWith(
            "Enterprise:PublicUrl:",
            Assert.Throws<FormatException>(() => PublicUrl.Parse(setting)).Message,
            StringComparison.Ordinal);

    private ApprovalLinkService Links(byte secret)
    {
        var keys = new InstallationKeys();
        keys.Use([new InstallationKey(1, [.. Enumerable.Repeat(secret, 32)])]);
        return new ApprovalLinkService(store: null!, new SignedToken(keys), _time);
    }
}

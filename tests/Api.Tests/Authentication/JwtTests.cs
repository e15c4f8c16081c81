using System.Security.Cryptography;
using System.Text;
using Enterprise.Api.Tests.Hosting;
using Microsoft.IdentityModel.Tokens;

namespace Enterprise.Api.Tests.Authentication;

/// <summary>A host that trusts an issuer of its own.</summary>
public sealed class JwtHost : TestHost
{
    private TokenIssuer? _issuer;

    internal TokenIssuer Issuer => _issuer!;

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Authentication:Authority"] = Issuer.Authority,
        ["Authentication:Audience"] = TokenIssuer.Audience,
    };

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        _issuer = await TokenIssuer.Start();
        await base.InitializeAsync();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Issuer.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>JWTs of the configured issuer.</summary>
public sealed class JwtTests(JwtHost host) : IClassFixture<JwtHost>
{
    private const string Administrator = "admin@company.com";

    private static int _addresses;

    [Theory]
    [InlineData(Administrator)]
    [InlineData("ADMIN@Company.COM")]
    public async Task A_good_token_stands_for_the_user_with_its_email(string email)
    {
        var me = (await Call(host.Issuer.Sign(email))).Expect(200);

        Assert.Equal(1, me.Id);
    }

    [Fact]
    public async Task A_verified_email_is_taken() =>
        (await Call(host.Issuer.Sign(Administrator, token => token.Claims["email_verified"] = true))).Expect(200);

    [Fact]
    public async Task An_api_token_still_works_beside() => (await host.Admin.Get("/me")).Expect(200);

    [Fact]
    public Task Another_audience_is_refused() => IsRefused(host.Issuer.Sign(Administrator, token => token.Audience = "other-api"));

    [Fact]
    public Task No_audience_is_refused() => IsRefused(host.Issuer.Sign(Administrator, token => token.Audience = null));

    [Fact]
    public Task Another_issuer_is_refused() => IsRefused(host.Issuer.Sign(Administrator, token => token.Issuer = "http://127.0.0.1:1"));

    [Fact]
    public Task An_expired_token_is_refused() => IsRefused(host.Issuer.Sign(Administrator, token =>
    {
        token.NotBefore = DateTime.UtcNow.AddHours(-2);
        token.Expires = DateTime.UtcNow.AddMinutes(-2);
    }));

    [Fact]
    public Task A_token_without_an_end_is_refused() => IsRefused(host.Issuer.Sign(Administrator, token => token.Expires = null));

    [Fact]
    public Task A_token_of_the_future_is_refused() => IsRefused(host.Issuer.Sign(Administrator, token =>
    {
        token.NotBefore = DateTime.UtcNow.AddMinutes(5);
        token.Expires = DateTime.UtcNow.AddMinutes(15);
    }));

    [Fact]
    public Task An_unknown_email_is_refused() => IsRefused(host.Issuer.Sign("nobody@company.com"));

    [Fact]
    public Task A_token_without_an_email_is_refused() => IsRefused(host.Issuer.Sign(email: null));

    [Fact]
    public async Task An_unverified_email_is_refused_however_it_is_said()
    {
        foreach (var said in new object[] { false, "false", "False", 0 })
            await IsRefused(host.Issuer.Sign(Administrator, token => token.Claims["email_verified"] = said));
    }

    [Fact]
    public async Task A_deactivated_user_is_refused_at_once()
    {
        var user = await host.Admin.Create("/users/", new { email = "leaver@company.com", name = "Leaver" });
        var token = host.Issuer.Sign("leaver@company.com");
        (await Call(token)).Expect(200);

        (await host.Admin.Delete($"/users/{user}")).Expect(204);

        await IsRefused(token);
    }

    [Fact]
    public Task Another_key_under_the_same_name_is_refused()
    {
        using var key = RSA.Create(2048);
        return IsRefused(host.Issuer.Sign(Administrator, token => token.SigningCredentials = new SigningCredentials(
            new RsaSecurityKey(key.ExportParameters(includePrivateParameters: true)) { KeyId = TokenIssuer.KeyId },
            SecurityAlgorithms.RsaSha256)));
    }

    [Fact]
    public async Task The_algorithm_none_is_refused()
    {
        var parts = host.Issuer.Sign(Administrator).Split('.');
        foreach (var algorithm in new[] { "none", "None", "NONE", "" })
        {
            var header = Base64UrlEncoder.Encode($$"""{"alg":"{{algorithm}}","typ":"JWT"}""");
            await IsRefused($"{header}.{parts[1]}.");
            await IsRefused($"{header}.{parts[1]}.{parts[2]}");
        }
    }

    [Fact]
    public async Task A_signature_made_with_the_public_key_as_a_secret_is_refused()
    {
        var pem = host.Issuer.PublicKey;
        foreach (var secret in new[] { pem, pem.ReplaceLineEndings("\n") + "\n", pem.ReplaceLineEndings("") })
        {
            await IsRefused(host.Issuer.Sign(Administrator, token => token.SigningCredentials = new SigningCredentials(
                new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret)) { KeyId = TokenIssuer.KeyId },
                SecurityAlgorithms.HmacSha256)));
        }
    }

    [Fact]
    public async Task A_changed_token_is_refused()
    {
        var parts = host.Issuer.Sign("nobody@company.com").Split('.');
        var claims = Base64UrlEncoder.Decode(parts[1]).Replace("nobody@", "admin@", StringComparison.Ordinal);

        await IsRefused($"{parts[0]}.{Base64UrlEncoder.Encode(claims)}.{parts[2]}");
        await IsRefused($"{parts[0]}.{parts[1]}.");
        await IsRefused("a.b.c");
        await IsRefused("..");
    }

    /// <summary>Each from an address of its own, so that many refusals are no attack.</summary>
    private Task<Answer> Call(string token)
    {
        var caller = new ApiClient(host.Http, token).From($"198.51.100.{Interlocked.Increment(ref _addresses) % 250}");
        return caller.Get("/me");
    }

    private async Task IsRefused(string token)
    {
        var answer = await Call(token);
        answer.ExpectProblem(401);
        Assert.Equal("Bearer", answer.Header("WWW-Authenticate"));
    }
}

using System.Security.Cryptography;
using System.Text;
using Enterprise.Api.Tests.Hosting;
using Microsoft.IdentityModel.Tokens;

namespace Enterprise.Api.Tests.Authentication;

/// <summary>A host with an OpenID Connect issuer.</summary>
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
    public async Task Valid_jwt_authenticates_the_user_with_its_email(string email)
    {
        var me = (await Call(host.Issuer.Sign(email))).Expect(200);

        Assert.Equal(1, me.Id);
    }

    [Fact]
    public async Task Verified_email_is_accepted() =>
        (await Call(host.Issuer.Sign(Administrator, token => token.Claims["email_verified"] = true))).Expect(200);

    [Fact]
    public async Task Api_token_is_accepted_beside_jwts() => (await host.Admin.Get("/me")).Expect(200);

    [Fact]
    public Task Jwt_for_another_audience_returns_401() =>
        IsRefused(host.Issuer.Sign(Administrator, token => token.Audience = "other-api"));

    [Fact]
    public Task Jwt_without_audience_returns_401() =>
        IsRefused(host.Issuer.Sign(Administrator, token => token.Audience = null));

    [Fact]
    public Task Jwt_of_another_issuer_returns_401() =>
        IsRefused(host.Issuer.Sign(Administrator, token => token.Issuer = "http://127.0.0.1:1"));

    [Fact]
    public Task Expired_jwt_returns_401() => IsRefused(host.Issuer.Sign(Administrator, token =>
    {
        token.NotBefore = DateTime.UtcNow.AddHours(-2);
        token.Expires = DateTime.UtcNow.AddMinutes(-2);
    }));

    [Fact]
    public Task Jwt_without_expiry_returns_401() =>
        IsRefused(host.Issuer.Sign(Administrator, token => token.Expires = null));

    [Fact]
    public Task Jwt_not_yet_valid_returns_401() => IsRefused(host.Issuer.Sign(Administrator, token =>
    {
        token.NotBefore = DateTime.UtcNow.AddMinutes(5);
        token.Expires = DateTime.UtcNow.AddMinutes(15);
    }));

    [Fact]
    public Task Jwt_with_unknown_email_returns_401() => IsRefused(host.Issuer.Sign("nobody@company.com"));

    [Fact]
    public Task Jwt_without_email_returns_401() => IsRefused(host.Issuer.Sign(email: null));

    [Fact]
    public async Task Jwt_with_unverified_email_returns_401_in_every_spelling()
    {
        foreach (var said in new object[] { false, "false", "False", 0 })
            await IsRefused(host.Issuer.Sign(Administrator, token => token.Claims["email_verified"] = said));
    }

    [Fact]
    public async Task Jwt_of_a_deactivated_user_returns_401_immediately()
    {
        var user = await host.Admin.Create("/users/", new { email = "leaver@company.com", name = "Leaver" });
        var token = host.Issuer.Sign("leaver@company.com");
        (await Call(token)).Expect(200);

        (await host.Admin.Delete($"/users/{user}")).Expect(204);

        await IsRefused(token);
    }

    [Fact]
    public Task Jwt_signed_by_another_key_with_the_same_id_returns_401()
    {
        using var key = RSA.Create(2048);
        return IsRefused(host.Issuer.Sign(Administrator, token => token.SigningCredentials = new SigningCredentials(
            new RsaSecurityKey(key.ExportParameters(includePrivateParameters: true)) { KeyId = TokenIssuer.KeyId },
            SecurityAlgorithms.RsaSha256)));
    }

    [Fact]
    public async Task Jwt_with_algorithm_none_returns_401()
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
    public async Task Jwt_signed_with_the_public_key_as_hmac_secret_returns_401()
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
    public async Task Altered_jwt_returns_401()
    {
        var parts = host.Issuer.Sign("nobody@company.com").Split('.');
        var claims = Base64UrlEncoder.Decode(parts[1]).Replace("nobody@", "admin@", StringComparison.Ordinal);

        await IsRefused($"{parts[0]}.{Base64UrlEncoder.Encode(claims)}.{parts[2]}");
        await IsRefused($"{parts[0]}.{parts[1]}.");
        await IsRefused("a.b.c");
        await IsRefused("..");
    }

    /// <summary>Calls from a new address each time, so that failures are not limited.</summary>
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

using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Enterprise.Api.Tests.Hosting;

/// <summary>A local OpenID Connect issuer: its discovery document, its keys, and the tokens it signs.</summary>
internal sealed class TokenIssuer : IAsyncDisposable
{
    internal const string Audience = "enterprise-api";
    internal const string KeyId = "key-1";

    private readonly WebApplication _app;
    private readonly RSA _key = RSA.Create(2048);

    private TokenIssuer()
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
    }

    internal string Authority => _app.Urls.First();

    /// <summary>The public key, as an attacker finds it.</summary>
    internal string PublicKey => _key.ExportSubjectPublicKeyInfoPem();

    internal SigningCredentials Credentials =>
        new(new RsaSecurityKey(_key) { KeyId = KeyId }, SecurityAlgorithms.RsaSha256);

    internal static async Task<TokenIssuer> Start()
    {
        var issuer = new TokenIssuer();
        issuer._app.Run(issuer.Answer);
        await issuer._app.StartAsync(TestHost.Stop);
        return issuer;
    }

    /// <summary>A token that is valid unless it is adjusted.</summary>
    internal string Sign(string? email, Action<SecurityTokenDescriptor>? adjust = null)
    {
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = Authority,
            Audience = Audience,
            NotBefore = DateTime.UtcNow.AddMinutes(-10),
            Expires = DateTime.UtcNow.AddMinutes(10),
            Claims = new Dictionary<string, object> { ["sub"] = "subject" },
            SigningCredentials = Credentials,
        };
        if (email is not null)
            descriptor.Claims["email"] = email;
        adjust?.Invoke(descriptor);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private Task Answer(HttpContext http)
    {
        var key = _key.ExportParameters(includePrivateParameters: false);
        object answer = http.Request.Path == "/keys"
            ? new
            {
                keys = new[]
                {
                    new
                    {
                        kty = "RSA",
                        use = "sig",
                        kid = KeyId,
                        n = Base64UrlEncoder.Encode(key.Modulus),
                        e = Base64UrlEncoder.Encode(key.Exponent),
                    },
                },
            }
            : new { issuer = Authority, jwks_uri = $"{Authority}/keys" };
        return http.Response.WriteAsJsonAsync(answer, TestHost.Stop);
    }
}

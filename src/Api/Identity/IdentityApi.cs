using Enterprise.Api.Modules;
using Enterprise.Core.Identity;

namespace Enterprise.Api.Identity;

internal static class IdentityApi
{
    internal static ApiModule Module { get; } = new()
    {
        Name = "Identity",
        Map = TokenEndpoints.Map,
        Tags = [new("Tokens", "API tokens. Users manage their own, administrators anybody's.")],
        Entities =
        [
            new(typeof(ApiToken), typeof(ApiTokenFields), ["name"], []),
            new(typeof(IssuedApiToken), typeof(ApiTokenFields), ["name"], []),
        ],
        Bodies =
        [
            new(typeof(ApiTokenFields), ["name"], """
                { "name": "deployment pipeline", "expires_at": "2099-01-31T00:00:00Z" }
                """),
        ],
    };
}

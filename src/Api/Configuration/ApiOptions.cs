namespace Enterprise.Api.Configuration;

/// <summary>The settings of the HTTP surface.</summary>
public sealed class ApiOptions
{
    /// <summary>The section of the configuration, in which each feature has one of its own.</summary>
    public const string Section = "Enterprise";

    /// <summary>Who issues the JWTs that are accepted; none unless both parts are given.</summary>
    public OidcOptions Authentication { get; init; } = new();

    /// <summary>
    /// The networks of the reverse proxies in front, in CIDR. Only what they say of the client's address is believed.
    /// </summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];
}

/// <summary>An OpenID Connect issuer.</summary>
public sealed class OidcOptions
{
    /// <summary>The issuer's URL, below which its discovery document lies.</summary>
    public string? Authority { get; init; }

    /// <summary>The audience that its tokens have to be for.</summary>
    public string? Audience { get; init; }

    internal bool IsConfigured => Authority is not null && Audience is not null;
}

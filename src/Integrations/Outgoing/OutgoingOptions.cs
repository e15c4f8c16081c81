namespace Enterprise.Integrations.Outgoing;

/// <summary>The settings of outgoing requests.</summary>
public sealed record OutgoingOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Enterprise:Outgoing";

    /// <summary>
    /// Hosts for which plain HTTP and private addresses are allowed: names or addresses, without a port. Only the
    /// operator can name one.
    /// </summary>
    public IReadOnlyList<string> TrustedHosts { get; set; } = [];

    /// <summary>
    /// A proxy for every request; none by default, whatever the environment says. The proxy then resolves and checks
    /// names.
    /// </summary>
    public Uri? Proxy { get; init; }

    /// <summary>The time for one attempt, from resolving the name to the headers of the response; 1 to 60.</summary>
    public int TimeoutSeconds { get; set; } = 10;

    internal TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds);

    /// <summary>The time for a request with all attempts and the whole body.</summary>
    internal TimeSpan Overall => 3 * Timeout;

    internal bool Trusts(string host) =>
        TrustedHosts.Any(trusted =>
            string.Equals(Unbracketed(trusted), Unbracketed(host), StringComparison.OrdinalIgnoreCase));

    /// <summary>The host without the brackets of an IPv6 address.</summary>
    internal static string Unbracketed(string host) => host.Trim('[', ']');
}

namespace Enterprise.Integrations.Outgoing;

/// <summary>What calls to others are configured with, in <c>Enterprise:Outgoing</c>.</summary>
public sealed record OutgoingOptions
{
    /// <summary>
    /// Hosts for which plain HTTP and private addresses are allowed: names or addresses, without a port. Nobody but the
    /// operator can name one.
    /// </summary>
    public IReadOnlyList<string> TrustedHosts { get; set; } = [];

    /// <summary>
    /// A proxy that every call passes; none by default, whatever the environment says. Where a name leads is then the
    /// proxy's to check.
    /// </summary>
    public Uri? Proxy { get; init; }

    /// <summary>How long one attempt may take, from the look-up of the name to the answer's headers.</summary>
    public int TimeoutSeconds { get; set; } = 10;

    internal TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds);

    /// <summary>How long a call may take with every attempt and to the last byte.</summary>
    internal TimeSpan Overall => 3 * Timeout;

    internal bool Trusts(string host) =>
        TrustedHosts.Any(trusted => string.Equals(Unbracketed(trusted), Unbracketed(host), StringComparison.OrdinalIgnoreCase));

    /// <exception cref="FormatException">A setting can't be meant so.</exception>
    internal OutgoingOptions Checked()
    {
        foreach (var host in TrustedHosts)
        {
            if (Uri.CheckHostName(Unbracketed(host)) == UriHostNameType.Unknown)
                throw new FormatException($"Enterprise:Outgoing:TrustedHosts: {host} is no host. Expected one like hooks.internal, without a port.");
        }

        if (Proxy is { } proxy && (!proxy.IsAbsoluteUri || proxy.Scheme is not ("http" or "https")))
            throw new FormatException("Enterprise:Outgoing:Proxy: Expected a URL like http://proxy.internal:3128.");
        if (TimeoutSeconds is < 1 or > 60)
            throw new FormatException("Enterprise:Outgoing:TimeoutSeconds: Expected 1 to 60.");
        return this;
    }

    private static string Unbracketed(string host) => host.Trim('[', ']');
}

using Microsoft.Extensions.Options;

namespace Enterprise.Integrations.Outgoing;

internal sealed class OutgoingOptionsValidation : IValidateOptions<OutgoingOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, OutgoingOptions options)
    {
        const string Section = OutgoingOptions.Section;
        var result = new ValidateOptionsResultBuilder();
        foreach (var host in options.TrustedHosts)
        {
            if (Uri.CheckHostName(OutgoingOptions.Unbracketed(host)) == UriHostNameType.Unknown)
            {
                result.AddError(
                    $"{Section}:TrustedHosts: {host} is no host. Expected one like hooks.internal, without a port.");
            }
        }

        if (options.Proxy is { } proxy && (!proxy.IsAbsoluteUri || proxy.Scheme is not ("http" or "https")))
            result.AddError($"{Section}:Proxy: Expected a URL like http://proxy.internal:3128.");
        if (options.TimeoutSeconds is < 1 or > 60)
            result.AddError($"{Section}:TimeoutSeconds: Expected 1 to 60.");
        return result.Build();
    }
}

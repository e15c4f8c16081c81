using System.Net;

namespace Enterprise.Integrations.Outgoing;

/// <summary>Refuses requests by their URL: only HTTPS, and no private address.</summary>
internal sealed class OutgoingGuard(OutgoingOptions options) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Refusal(request.RequestUri) is { } reason)
            throw new OutgoingRefusedException(reason);
        return base.SendAsync(request, cancellationToken);
    }

    /// <summary>Why a URL may not be called; null if it may, before its host is resolved.</summary>
    private string? Refusal(Uri? url)
    {
        if (url is not { IsAbsoluteUri: true, Host.Length: > 0 } || url.Scheme is not ("https" or "http"))
            return "The URL is none of a web service.";
        if (url.UserInfo.Length > 0)
            return $"The URL of {url.IdnHost} carries a user name or a password.";
        if (options.Trusts(url.IdnHost))
            return null;
        if (url.Scheme != "https")
            return $"{url.IdnHost} is not called over plain HTTP.";
        return IPAddress.TryParse(url.IdnHost, out var address) && !PublicAddresses.Contain(address)
            ? $"{url.IdnHost} is not public."
            : null;
    }
}

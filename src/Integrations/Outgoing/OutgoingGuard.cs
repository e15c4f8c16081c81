using System.Net;

namespace Enterprise.Integrations.Outgoing;

/// <summary>Lets only calls pass that go where calls may go: over TLS, and to no private address.</summary>
internal sealed class OutgoingGuard(OutgoingOptions options) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Objection(request.RequestUri) is { } objection)
            throw new OutgoingRefusedException(objection);
        return base.SendAsync(request, cancellationToken);
    }

    /// <summary>Why a URL can't be called; null when it can, as far as the URL tells.</summary>
    private string? Objection(Uri? url)
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

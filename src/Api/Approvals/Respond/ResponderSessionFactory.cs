using Enterprise.Api.Authentication;
using Enterprise.Api.Problems;
using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Links;
using Enterprise.Core.Identity;
using Microsoft.AspNetCore.Http;

namespace Enterprise.Api.Approvals.Respond;

/// <summary>Authenticates the responder on the page of an approval, by a token or by a signed link.</summary>
internal sealed class ResponderSessionFactory(
    ApprovalLinkService links,
    CallerDirectory callers,
    FailedAuthenticationLimiter failures)
{
    /// <exception cref="ProblemException">The request has no valid token or link for this approval.</exception>
    internal async ValueTask<ResponderSession> Open(
        HttpContext http,
        long approvalId,
        string? text,
        CancellationToken cancellationToken)
    {
        var signedIn = http.Features.Get<Call>();
        if (string.IsNullOrEmpty(text))
        {
            return signedIn is not null
                ? new ResponderSession(signedIn, Link: null, LinkText: null)
                : throw new ProblemException(
                    ProblemKind.Unauthenticated,
                    "Open this page by the link that you were sent, or sign in.");
        }

        var link = Read(http, text);
        if (link.ApprovalId != approvalId)
            throw new ProblemException(ProblemKind.NotFound, "This link leads to another approval.");
        if (signedIn is null && link.Purpose != ApprovalLinkPurpose.Personal)
            throw new ProblemException(ProblemKind.Unauthenticated, "Sign in to answer.");
        if (signedIn is not null && signedIn.Caller.UserId != link.UserId)
            throw new ProblemException(ProblemKind.Forbidden, "This link was made for somebody else.");
        if (links.IsExpired(link))
        {
            throw new ProblemException(
                ProblemKind.Gone,
                "This link has expired. A newer message has a newer one; or sign in.");
        }

        return new ResponderSession(signedIn ?? await CallOf(http, link, cancellationToken), link, text);
    }

    /// <summary>Invalid links count as failed authentications, so that guesses are limited.</summary>
    private ApprovalLink Read(HttpContext http, string text)
    {
        var address = Origins.AddressOf(http);
        if (failures.AreTooMany(address, out _))
        {
            throw new ProblemException(
                ProblemKind.TooManyRequests,
                "Too many links that are none. Try again in a while.");
        }

        if (links.Read(text) is { } link)
            return link;
        failures.Count(address);
        throw new ProblemException(
            ProblemKind.Unauthenticated,
            "This link is not complete. Open it just as it was sent.");
    }

    private async ValueTask<Call> CallOf(HttpContext http, ApprovalLink link, CancellationToken cancellationToken) =>
        await callers.FromUser(link.UserId, cancellationToken) is { } caller
            ? new Call(caller, Origins.Of(http, link.UserId))
            : throw new ProblemException(
                ProblemKind.Unauthenticated,
                "The account that this link was made for is not active.");
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enterprise.Api.Authentication;
using Enterprise.Api.Problems;
using Enterprise.Api.Requests;
using Enterprise.Core.Integrations;
using Enterprise.Core.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace Enterprise.Api.Integrations;

/// <summary>
/// The endpoint to which Slack posts what users did with our messages. It is not part of the API's description.
/// </summary>
internal static class SlackEndpoints
{
    private static readonly JsonDocumentOptions _options = new() { MaxDepth = 64 };

    internal static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/integrations/slack/actions", TakeSlackAction)
        .WithMetadata(new AuthenticatedByEndpoint())
        .ExcludeFromDescription();

    private static async Task TakeSlackAction(
        HttpContext http,
        SlackSignature signature,
        [FromServices] ISlackInteractions? interactions,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (!signature.IsConfigured || interactions is null)
        {
            throw new ProblemException(
                ProblemKind.Unavailable,
                "Slack is not configured: Enterprise:Slack:SigningSecret.");
        }

        var body = await RequestBody.ReadBytes(http.Request, cancellationToken);
        var headers = http.Request.Headers;
        var (timestamp, signed) = (headers["X-Slack-Request-Timestamp"], headers["X-Slack-Signature"]);
        if (!signature.IsValid(timestamp, signed, body.Span, time.GetUtcNow()))
            throw new ProblemException(ProblemKind.Unauthenticated, "The request has no valid signature of Slack's.");
        var origin = Origins.Of(http, userId: null);
        if (!await interactions.Take(Payload(body), origin, cancellationToken))
            throw new ProblemException(ProblemKind.Unavailable, "Too many actions are waiting. Try again.");
    }

    /// <summary>The JSON in the form's only field.</summary>
    private static JsonObject Payload(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var form = new FormReader(Encoding.UTF8.GetString(body.Span)) { ValueCountLimit = 10 };
            return form.ReadForm().TryGetValue("payload", out var payload)
                && JsonNode.Parse(payload.ToString(), documentOptions: _options) is JsonObject read
                    ? read
                    : throw RefusedException.Unreadable("The form has no payload.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException)
        {
            throw RefusedException.Unreadable("The form can't be read.");
        }
    }
}

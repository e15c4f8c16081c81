using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Enterprise.Api.Approvals.Respond;

/// <summary>A form that was submitted from the page of an approval.</summary>
/// <param name="Link">The signed link in the form.</param>
/// <param name="Decision">The chosen decision; null if none was.</param>
/// <param name="Comment">The trimmed comment; null if it is empty.</param>
internal sealed record SubmittedForm(string? Link, Decision? Decision, string? Comment);

/// <summary>Reads the form of the page, within limits.</summary>
internal static class RespondFormReader
{
    internal const string MediaType = "application/x-www-form-urlencoded";

    private const int MaxBytes = 64 * 1024;

    internal static async ValueTask<SubmittedForm> Read(HttpContext http, CancellationToken cancellationToken)
    {
        // Defence in depth against cross-site requests: a forged form lacks the signed link anyway.
        var site = http.Request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0 && site is not ("same-origin" or "none"))
            throw RefusedException.Forbidden("The form comes from another site.", []);
        if (http.Request.ContentType?.Split(';')[0].Trim() is not MediaType)
            throw new BadHttpRequestException($"Expected {MediaType}.", StatusCodes.Status415UnsupportedMediaType);
        var form = await Form(http, cancellationToken);
        var comment = One(form, "comment")?.ReplaceLineEndings("\n").Trim();
        return new SubmittedForm(
            One(form, "link"),
            DecisionOf(One(form, "decision")),
            comment is { Length: > 0 } ? comment : null);
    }

    private static async ValueTask<IFormCollection> Form(HttpContext http, CancellationToken cancellationToken)
    {
        var options = new FormOptions
        {
            BufferBody = false,
            BufferBodyLengthLimit = MaxBytes,
            KeyLengthLimit = 100,
            ValueCountLimit = 10,
            ValueLengthLimit = MaxBytes,
        };
        try
        {
            return await new FormFeature(http.Request, options).ReadFormAsync(cancellationToken);
        }
        catch (InvalidDataException)
        {
            throw RefusedException.Unreadable("The form can't be read.");
        }
    }

    private static string? One(IFormCollection form, string name) => form.TryGetValue(name, out var values)
        ? values.Count == 1 ? values[0] : throw RefusedException.Unreadable($"The form has {name} twice.")
        : null;

    private static Decision? DecisionOf(string? text) => text switch
    {
        "approve" => Decision.Approve,
        "reject" => Decision.Reject,
        _ => null,
    };
}

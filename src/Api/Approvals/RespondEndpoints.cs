using Enterprise.Api.Approvals.Pages;
using Enterprise.Api.Authentication;
using Enterprise.Api.Problems;
using Enterprise.Core.Approvals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Enterprise.Api.Approvals;

/// <summary>The page on which people decide an approval. It is for people: programs have the API beside it.</summary>
internal static class RespondEndpoints
{
    private const int MostCommentCharacters = 2000;

    internal static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/approvals/{id:long}/respond").ExcludeFromDescription()
            .WithMetadata(new AuthenticatedByEndpoint(), AnswersWithPages.Instance);
        group.MapGet("/", ShowApproval);
        group.MapPost("/", RespondToApproval);
    }

    /// <summary>Changes nothing, so that programs which look at links in mails may open it.</summary>
    private static async Task ShowApproval(
        HttpContext http,
        long id,
        [FromQuery] string? link,
        Visits visits,
        ApprovalService approvals,
        RespondViews views,
        CancellationToken cancellationToken)
    {
        var visit = await visits.Open(http, id, link, cancellationToken);
        var approval = await approvals.Get(visit.Call, id, cancellationToken);
        await Answer(http, StatusCodes.Status200OK, visit, await views.Of(visit, approval.Value, cancellationToken));
    }

    private static async Task RespondToApproval(
        HttpContext http,
        long id,
        Visits visits,
        ApprovalService approvals,
        RespondDecisions decisions,
        RespondViews views,
        CancellationToken cancellationToken)
    {
        var form = await RespondForms.Read(http, cancellationToken);
        if (form.Link is null)
            throw new ProblemException(ProblemKind.Unauthenticated, "The form lacks its link. Open the page again.");
        var visit = await visits.Open(http, id, form.Link, cancellationToken);
        var approval = await approvals.Get(visit.Call, id, cancellationToken);
        if (Objection(form) is { } objection)
        {
            var view = await views.Of(visit, approval.Value, cancellationToken);
            var again = view with { Form = view.Form is { } open ? open with { Comment = form.Comment, Error = objection } : null };
            await Answer(http, StatusCodes.Status422UnprocessableEntity, visit, again);
            return;
        }

        var outcome = await decisions.Decide(visit, form, cancellationToken);
        var after = await views.Of(visit, outcome.Approval ?? approval.Value, cancellationToken);
        await Answer(http, outcome.Status, visit, after with { Notice = outcome.Notice, Form = outcome.Approval is null ? after.Form : null });
    }

    private static string? Objection(SentForm form) => form switch
    {
        { Decision: null } => "Choose to approve or to reject.",
        { Decision: Decision.Reject, Comment: null } => "A rejection needs a reason. Nothing was decided yet.",
        { Comment.Length: > MostCommentCharacters } => $"At most {MostCommentCharacters} characters. Nothing was decided yet.",
        _ => null,
    };

    private static Task Answer(HttpContext http, int status, Visit visit, RespondModel model)
    {
        if (!visit.Call.AccessDecided)
            throw new InvalidOperationException($"No access was decided on {http.Request.Method} {http.Request.Path}.");
        return PageRenderer.Write<RespondPage, RespondModel>(http, status, model);
    }
}

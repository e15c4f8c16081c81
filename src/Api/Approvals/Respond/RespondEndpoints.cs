using Enterprise.Api.Authentication;
using Enterprise.Api.Pages;
using Enterprise.Api.Problems;
using Enterprise.Core.Approvals.Decisions;
using Enterprise.Core.Approvals.Process;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Enterprise.Api.Approvals.Respond;

/// <summary>The page on which people decide an approval; programs use the API.</summary>
internal static class RespondEndpoints
{
    private const int MaxCommentCharacters = 2000;

    internal static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/approvals/{id:long}/respond").ExcludeFromDescription()
            .WithMetadata(new AuthenticatedByEndpoint(), RespondProblemWriter.Instance);
        group.MapGet("/", ShowApproval);
        group.MapPost("/", RespondToApproval);
    }

    /// <summary>Safe to prefetch: mail scanners open links, so that GET changes nothing.</summary>
    private static async Task ShowApproval(
        HttpContext http,
        long id,
        [FromQuery] string? link,
        ResponderSessionFactory sessions,
        ApprovalService approvals,
        RespondModelBuilder models,
        CancellationToken cancellationToken)
    {
        var session = await sessions.Open(http, id, link, cancellationToken);
        var approval = await approvals.Get(session.Call, id, cancellationToken);
        var model = await models.Build(session, approval.Value, cancellationToken);
        await Write(http, StatusCodes.Status200OK, session, model);
    }

    private static async Task RespondToApproval(
        HttpContext http,
        long id,
        ResponderSessionFactory sessions,
        ApprovalService approvals,
        RespondDecisionService decisions,
        RespondModelBuilder models,
        CancellationToken cancellationToken)
    {
        var form = await RespondFormReader.Read(http, cancellationToken);
        if (form.Link is null)
            throw new ProblemException(ProblemKind.Unauthenticated, "The form lacks its link. Open the page again.");
        var session = await sessions.Open(http, id, form.Link, cancellationToken);
        var approval = await approvals.Get(session.Call, id, cancellationToken);
        if (ErrorOf(form) is { } error)
        {
            var unchanged = await models.Build(session, approval.Value, cancellationToken);
            var retry = unchanged.Form is null ? null : unchanged.Form with { Comment = form.Comment, Error = error };
            await Write(http, StatusCodes.Status422UnprocessableEntity, session, unchanged with { Form = retry });
            return;
        }

        var outcome = await decisions.Decide(session, form, cancellationToken);
        var model = await models.Build(session, outcome.Approval ?? approval.Value, cancellationToken);
        var next = outcome.Approval is null ? model.Form : null;
        await Write(http, outcome.Status, session, model with { Notice = outcome.Notice, Form = next });
    }

    private static string? ErrorOf(SubmittedForm form) => form switch
    {
        { Decision: null } => "Choose to approve or to reject.",
        { Decision: Decision.Reject, Comment: null } => "A rejection needs a reason. Nothing was decided yet.",
        { Comment.Length: > MaxCommentCharacters } =>
            $"At most {MaxCommentCharacters} characters. Nothing was decided yet.",
        _ => null,
    };

    private static Task Write(HttpContext http, int status, ResponderSession session, RespondModel model)
    {
        if (!session.Call.AccessDecided)
            throw new InvalidOperationException($"No access was decided on {http.Request.Method} {http.Request.Path}.");
        return PageRenderer.Write<RespondPage, RespondModel>(http, status, model);
    }
}

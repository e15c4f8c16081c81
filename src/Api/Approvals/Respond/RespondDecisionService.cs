using Enterprise.Core.Approvals.Decisions;
using Enterprise.Core.Approvals.Links;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Problems;
using Microsoft.AspNetCore.Http;

namespace Enterprise.Api.Approvals.Respond;

/// <summary>The outcome of a submitted form.</summary>
/// <param name="Status">The HTTP status of the response.</param>
/// <param name="Notice">The notice on the page.</param>
/// <param name="Approval">The approval after the decision; null when none was made.</param>
internal sealed record RespondOutcome(int Status, RespondNotice Notice, Approval? Approval);

/// <summary>Decides by a link, which is used up only if the decision is made.</summary>
internal sealed class RespondDecisionService(ApprovalLinkService links, ApprovalAnswerService answers)
{
    internal async ValueTask<RespondOutcome> Decide(
        ResponderSession session,
        SubmittedForm form,
        CancellationToken cancellationToken)
    {
        var (link, decision) = (session.Link!, form.Decision!.Value);
        if (!await links.Use(link, cancellationToken))
        {
            return Refused(
                StatusCodes.Status409Conflict,
                "This link has been used: a decision was made with it before.");
        }

        try
        {
            var approval = await answers.Decide(
                session.Call,
                link.ApprovalId,
                link.Round,
                decision,
                form.Comment,
                cancellationToken);
            return new RespondOutcome(StatusCodes.Status200OK, Done(approval, decision), approval);
        }
        catch (RefusedException refusal)
            when (refusal.Kind is RefusalKind.Conflict or RefusalKind.Forbidden or RefusalKind.Invalid)
        {
            await links.GiveBack(link, CancellationToken.None);
            var errors = refusal.Errors.Select(error => error.Message);
            return Refused(StatusOf(refusal.Kind), string.Join(' ', errors.Prepend(refusal.Message)));
        }
        catch
        {
            await links.GiveBack(link, CancellationToken.None);
            throw;
        }
    }

    private static RespondOutcome Refused(int status, string text) =>
        new(status, new RespondNotice(RespondTone.Bad, text), Approval: null);

    private static RespondNotice Done(Approval approval, Decision decision) => (decision, approval.Status) switch
    {
        (Decision.Reject, _) => new(RespondTone.Good, "Your rejection is recorded. The request is rejected."),
        (_, ApprovalState.Pending) => new(RespondTone.Good, "Your approval is recorded. Others have yet to decide."),
        _ => new(RespondTone.Good, "Your approval is recorded. It was the last one needed: the request is approved."),
    };

    private static int StatusOf(RefusalKind kind) => kind switch
    {
        RefusalKind.Conflict => StatusCodes.Status409Conflict,
        RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
        _ => StatusCodes.Status422UnprocessableEntity,
    };
}

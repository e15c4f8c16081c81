using Enterprise.Api.Approvals.Pages;
using Enterprise.Core.Approvals.Decisions;
using Enterprise.Core.Approvals.Links;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Problems;
using Microsoft.AspNetCore.Http;

namespace Enterprise.Api.Approvals;

/// <summary>What became of a form.</summary>
/// <param name="Status">The status of the answer.</param>
/// <param name="Notice">What the page says of it.</param>
/// <param name="Approval">The approval after the decision; null when none was made.</param>
internal sealed record RespondOutcome(int Status, RespondNotice Notice, Approval? Approval);

/// <summary>Decides by a link, which is used up by the decision and by nothing else.</summary>
internal sealed class RespondDecisions(ApprovalLinks links, ApprovalAnswers answers)
{
    internal async ValueTask<RespondOutcome> Decide(Visit visit, SentForm form, CancellationToken cancellationToken)
    {
        var (link, decision) = (visit.Link!, form.Decision!.Value);
        if (!await links.Use(link, cancellationToken))
            return Refused(StatusCodes.Status409Conflict, "This link has been used: a decision was made with it before.");
        try
        {
            var approval = await answers.Decide(visit.Call, link.ApprovalId, link.Round, decision, form.Comment, cancellationToken);
            return new RespondOutcome(StatusCodes.Status200OK, Done(approval, decision), approval);
        }
        catch (RefusedException refusal) when (refusal.Kind is RefusalKind.Conflict or RefusalKind.Forbidden or RefusalKind.Invalid)
        {
            await links.GiveBack(link, CancellationToken.None);
            return Refused(StatusOf(refusal.Kind), string.Join(' ', [refusal.Message, .. refusal.Errors.Select(error => error.Message)]));
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

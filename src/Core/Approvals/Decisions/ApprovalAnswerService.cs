using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Editing;
using Enterprise.Core.Problems;

namespace Enterprise.Core.Approvals.Decisions;

/// <summary>
/// Takes answers that people give to what they were shown: on a page, or to a message in a chat. What was changed since
/// is not what they agreed to.
/// </summary>
internal sealed class ApprovalAnswerService(ApprovalService approvals)
{
    private const int MostAttempts = 10;

    /// <summary>Decides an approval in the round in which it was shown.</summary>
    /// <exception cref="RefusedException">The decision was not made; the message says why.</exception>
    public async ValueTask<Approval> Decide(
        Call call,
        long id,
        int round,
        Decision decision,
        string? comment,
        CancellationToken cancellationToken)
    {
        var input = new NewDecision { Decision = decision, Comment = comment };
        for (var attempt = 1; ; attempt++)
        {
            var approval = await approvals.Get(call, id, cancellationToken);
            if (approval.Value.Status == ApprovalState.Pending && approval.Value.Round != round)
            {
                throw RefusedException.Conflict(
                    "What is asked for has changed since this was shown. Look at it again.");
            }

            if (Stands(approval.Value, call.Caller.UserId, decision, comment))
                return approval.Value;
            try
            {
                var ifMatch = new IfMatch([approval.Version]);
                return (await approvals.Decide(call, id, input, ifMatch, cancellationToken)).Value;
            }
            catch (RefusedException refusal)
                when (refusal.Kind == RefusalKind.PreconditionFailed && attempt < MostAttempts)
            {
                // Somebody else voted or said something, which does not change what this person was shown.
            }
        }
    }

    /// <summary>
    /// Whether this is the person's current decision: a button pressed twice, or a repeated request.
    /// </summary>
    private static bool Stands(Approval approval, long userId, Decision decision, string? comment) =>
        approval.Status == ApprovalState.Pending
        && approval.Stages
            .Where(stage => stage.Status == StageState.Open)
            .SelectMany(stage => stage.Votes)
            .Any(vote => vote.UserId == userId
                && vote.OnBehalfOf is null
                && vote.Decision == decision
                && vote.Comment == comment);
}

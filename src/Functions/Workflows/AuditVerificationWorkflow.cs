using Enterprise.Core.AuditTrail;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Enterprise.Functions.Workflows;

/// <summary>
/// Verifies every hash chain of the audit trail in steps, so that no activity runs long however large the trail is, and
/// records the result in the trail.
/// </summary>
/// <remarks>
/// The names end in a version: running instances replay the code they were started with, so a change of the steps needs
/// a new version beside this one.
/// </remarks>
internal sealed partial class AuditVerificationWorkflow(
    AuditVerifier verifier,
    AuditService audit,
    ILogger<AuditVerificationWorkflow> logger)
{
    public const string Orchestration = "VerifyAuditTrail_v1";
    public const string Step = "VerifyAuditTrailStep_v1";
    public const string Record = "RecordAuditVerification_v1";

    private const long EntriesInStep = 20_000;

    /// <summary>Retries while the store is unavailable.</summary>
    private static readonly TaskOptions _retried = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 10,
        firstRetryInterval: TimeSpan.FromSeconds(5),
        backoffCoefficient: 2,
        maxRetryInterval: TimeSpan.FromMinutes(5)));

    /// <summary>Runs one step per execution, each with its own history; returns null except for the last.</summary>
    [Function(Orchestration)]
    public static async Task<AuditVerification?> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var walk = await context.CallActivityAsync<AuditWalk>(
            Step, context.GetInput<AuditWalk>() ?? new AuditWalk(), _retried);
        if (!walk.IsDone)
        {
            context.ContinueAsNew(walk);
            return null;
        }

        return await context.CallActivityAsync<AuditVerification>(Record, walk.Found(), _retried);
    }

    [Function(Step)]
    public async Task<AuditWalk> TakeStep([ActivityTrigger] AuditWalk walk, CancellationToken cancellationToken) =>
        await verifier.GoOn(walk, EntriesInStep, cancellationToken);

    /// <summary>Run twice, it records the verification twice, which is harmless.</summary>
    [Function(Record)]
    public async Task<AuditVerification> RecordFound(
        [ActivityTrigger] AuditVerification found,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(found);
        foreach (var broken in found.Breaks)
            LogBroken(logger, broken.Chain, broken.Month, broken.Sequence, broken.Reason);
        LogVerified(logger, found.Entries, found.Chains, found.Breaks.Count);
        await audit.Record(found, cancellationToken);
        return found;
    }

    [LoggerMessage(LogLevel.Error, "The audit trail is broken: {Chain} in {Month} at {Sequence}. {Reason}")]
    private static partial void LogBroken(ILogger logger, string chain, string month, long sequence, string reason);

    [LoggerMessage(LogLevel.Information, "Verified {Entries} audit entries in {Chains} chains; {Breaks} are broken.")]
    private static partial void LogVerified(ILogger logger, long entries, long chains, int breaks);
}

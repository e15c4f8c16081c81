using System.Globalization;
using Enterprise.Core.AuditTrail;
using Enterprise.Functions.Workflows;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Enterprise.Functions.Schedules;

/// <summary>Starts the verification of the audit trail every night.</summary>
public sealed partial class AuditVerificationSchedule(TimeProvider time, ILogger<AuditVerificationSchedule> logger)
{
    /// <summary>
    /// The instance is named by the UTC date, so starting it twice is harmless; a failed one is started again.
    /// </summary>
    [Function(nameof(StartAuditVerification))]
    public async Task StartAuditVerification(
        [TimerTrigger("%AuditVerificationSchedule%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(timer);
        ArgumentNullException.ThrowIfNull(client);
        var date = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var id = $"audit-verification-{date}";
        var existing = await client.GetInstanceAsync(id, cancellationToken);
        if (existing is
            {
                RuntimeStatus: not (OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated),
            })
        {
            LogStartedBefore(logger, id, existing.RuntimeStatus);
            return;
        }

        await client.ScheduleNewOrchestrationInstanceAsync(
            AuditVerificationWorkflow.Orchestration,
            new AuditWalk(),
            new StartOrchestrationOptions(InstanceId: id),
            cancellationToken);
        LogStarted(logger, id, timer.IsPastDue ? "late" : "on time");
    }

    [LoggerMessage(LogLevel.Information, "{Instance} is started {When}.")]
    private static partial void LogStarted(ILogger logger, string instance, string when);

    [LoggerMessage(LogLevel.Information, "{Instance} was started before and is {Status}.")]
    private static partial void LogStartedBefore(ILogger logger, string instance, OrchestrationRuntimeStatus status);
}

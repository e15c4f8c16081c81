using Enterprise.Core.Processes;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Enterprise.Functions.Workflows;

/// <summary>Drives each process by an orchestration, started when the process is first woken.</summary>
internal sealed class DurableProcesses(DurableTaskClient client) : IProcessDriver
{
    /// <inheritdoc/>
    public async ValueTask Wake(ProcessKey key, CancellationToken cancellationToken)
    {
        var id = ProcessWorkflow.InstanceOf(key);
        var instance = await client.GetInstanceAsync(id, cancellationToken);
        if (instance is { RuntimeStatus: OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Pending })
        {
            await client.RaiseEventAsync(id, ProcessWorkflow.Changed, eventPayload: true, cancellationToken);
            return;
        }

        await client.ScheduleNewOrchestrationInstanceAsync(
            ProcessWorkflow.Orchestration,
            key,
            new StartOrchestrationOptions(InstanceId: id),
            cancellationToken);
    }
}

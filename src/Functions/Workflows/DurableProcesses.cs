using Enterprise.Core.Processes;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Enterprise.Functions.Workflows;

/// <summary>Drives each process by an orchestration, started when the process is first woken.</summary>
public sealed class DurableProcesses : IProcessDriver
{
    private volatile DurableTaskClient? _client;

    /// <inheritdoc/>
    public async ValueTask Wake(ProcessKey key, CancellationToken cancellationToken)
    {
        var client = _client ?? throw new InvalidOperationException("No trigger has attached its Durable client.");
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

    /// <summary>
    /// Takes the client of a trigger, which the platform gives to functions only. All are clients of the one task hub.
    /// </summary>
    internal void Attach(DurableTaskClient client) => _client = client;
}

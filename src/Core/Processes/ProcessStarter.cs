using Enterprise.Core.Auditing;

namespace Enterprise.Core.Processes;

/// <summary>Notifies the driver of processes that were begun or changed.</summary>
internal sealed class ProcessStarter(IProcessDriver driver, IEnumerable<ITimedProcess> processes) : IChangeConsumer
{
    /// <inheritdoc/>
    public string Name => "process-starter";

    /// <inheritdoc/>
    public string Predecessor => FormerConsumers.Reactions;

    /// <inheritdoc/>
    public async ValueTask Handle(IReadOnlyList<Change> changes, CancellationToken cancellationToken)
    {
        HashSet<ProcessKey>? woken = null;
        foreach (var change in changes)
        {
            foreach (var process in processes)
            {
                if (process.Affected(change) is { } key && (woken ??= []).Add(key))
                    await driver.Wake(key, cancellationToken);
            }
        }
    }
}

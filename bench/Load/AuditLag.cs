using Enterprise.Bench.Drive;
using Enterprise.Bench.Processes;
using Enterprise.Bench.Seeding;

namespace Enterprise.Bench.Load;

/// <summary>
/// Waits after a run of creates until the audit trail is complete. The floor writes its audit row with the row; the
/// host writes its entries later, which would otherwise be faster for it, and would disturb the next measurement.
/// </summary>
internal sealed class AuditLag(ServerProcess host, SeedContent seed)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    /// <summary>The longest lag so far.</summary>
    public TimeSpan Longest { get; private set; }

    /// <summary>How long after the end of a run its trail was complete; zero for a run that creates nothing.</summary>
    public async Task<TimeSpan> After(ScenarioRun run, DateTimeOffset endedAt, CancellationToken cancellationToken)
    {
        if (run.Subject != Subject.Host || !LoadScenarios.Writes(run.Scenario))
            return TimeSpan.Zero;

        var client = new JsonClient(host.Url, seed.ManagerToken);
        var last = client.Json(run.Scenario.Requests[0]).GetProperty("id").GetInt64();
        while (Entries(client, last) == 0)
        {
            if (DateTimeOffset.UtcNow - endedAt > Timeout)
                throw new BenchException($"The audit trail is more than {Timeout.TotalSeconds:N0} s behind.");
            await Task.Delay(Interval, cancellationToken);
        }

        var lag = DateTimeOffset.UtcNow - endedAt;
        if (lag > Longest)
            Longest = lag;
        return lag;
    }

    private static int Entries(JsonClient client, long project) =>
        client.Json(new("GET", $"/projects/{RequestTemplate.Id}/audit-logs"), project)
            .GetProperty("items")
            .GetArrayLength();
}

using Enterprise.Bench.Drive;
using Enterprise.Bench.Processes;
using Enterprise.Bench.Seeding;
using Enterprise.Core.Notifications;

namespace Enterprise.Bench.Load;

/// <summary>
/// Waits after a run of creates until the audit trail has caught up. The floor writes its audit row with the row; a
/// host that only promised its entries would win by owing, and would pay during somebody else's measurement.
/// </summary>
internal sealed class AuditLag(ServerProcess host, SeedContent seed)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    /// <summary>The longest that it took.</summary>
    public TimeSpan Longest { get; private set; }

    /// <summary>How long after its end the trail of what a leg created was complete; nothing for what creates nothing.</summary>
    public async Task<TimeSpan> After(Leg leg, DateTimeOffset endedAt, CancellationToken cancellationToken)
    {
        if (leg.Subject != Subject.Host || !LoadScenarios.Writes(leg.Scenario))
            return TimeSpan.Zero;

        var fetch = new Fetch(host.Url, seed.ManagerToken);
        var last = fetch.Json(leg.Scenario.Requests[0]).GetProperty("id").GetInt64();
        while (Entries(fetch, last) == 0)
        {
            if (DateTimeOffset.UtcNow - endedAt > Patience)
                throw new BenchException($"The audit trail is more than {Patience.TotalSeconds:N0} s behind.");
            await Task.Delay(Interval, cancellationToken);
        }

        var lag = DateTimeOffset.UtcNow - endedAt;
        if (lag > Longest)
            Longest = lag;
        return lag;
    }

    private static int Entries(Fetch fetch, long project) =>
        fetch.Json(new("GET", $"/projects/{RequestTemplate.Id}/audit-logs"), project)
            .GetProperty("items")
            .GetArrayLength();
}

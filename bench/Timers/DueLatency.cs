using Enterprise.Bench.Drive;
using Enterprise.Bench.Processes;
using Enterprise.Bench.Seeding;
using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;

namespace Enterprise.Bench.Timers;

/// <summary>
/// Measures the latency of due processes, from the due time to the moment at which another process can read the commit:
/// reminders of approvals and of reviews that fall due one after the other.
/// </summary>
internal sealed class DueLatency
{
    private const string Approval = "approval";
    private const string Review = "review";
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(1);

    private readonly Dictionary<(string Kind, long Id), DateTimeOffset> _due = [];
    private readonly DateTimeOffset _first;
    private readonly DateTimeOffset _last;

    private DueLatency(IReadOnlyList<WaitingProject> projects)
    {
        foreach (var item in projects)
        {
            _due.Add((Approval, item.Approval.Id), item.Approval.DueAt!.Value);
            _due.Add((Review, item.Project.Id), item.Review!.DueAt!.Value);
        }

        _first = _due.Values.Min();
        _last = _due.Values.Max();
    }

    /// <summary>Writes processes that fall due from a time on.</summary>
    public static async Task<DueLatency> Seed(
        IDocumentStore store,
        WaitingProject sample,
        int count,
        DateTimeOffset from,
        CancellationToken cancellationToken)
    {
        // A reminder of the day before is due whatever the quiet hours are.
        var yesterday = DateOnly.FromDateTime(from.UtcDateTime).AddDays(-1);
        return new(await WaitingProjects.Write(
            store,
            count / 2,
            (number, ids) => sample.Copy(ids.Project, ids.Approval)
                .RemindingAt(from + (number * Between))
                .ReviewedAt(from + ((number + 0.5) * Between), yesterday),
            onProgress: null,
            cancellationToken));
    }

    /// <summary>Waits until all are done.</summary>
    public async Task<LatencyResult> Watch(
        ServerProcess host, ChangeReader changes, CancellationToken cancellationToken)
    {
        if (DateTimeOffset.UtcNow >= _first)
        {
            throw new BenchException(
                "The host was not ready before the first was due: the machine is too busy to measure.");
        }

        var (all, otherProcesses) = (Latencies.Create(), new OtherProcesses(host));
        var count = _due.Count;
        while (_due.Count > 0)
        {
            var read = changes.Next();
            var now = DateTimeOffset.UtcNow;
            foreach (var change in read)
            {
                if (KeyOf(change) is { } key && _due.Remove(key, out var due))
                    all.Record(now - due);
            }

            if (now > _last + Timeout)
            {
                throw new BenchException(
                    $"{_due.Count} of {count} were not advanced {Timeout.TotalSeconds:N0} s after the last was due.");
            }

            await Task.Delay(Interval, cancellationToken);
        }

        return new()
        {
            Processes = count,
            P50Milliseconds = all.Milliseconds(50),
            P99Milliseconds = all.Milliseconds(99),
            MaxMilliseconds = all.MaxMilliseconds(),
            OthersShare = otherProcesses.Share(host),
        };
    }

    private static (string Kind, long Id)? KeyOf(Change change) => change switch
    {
        { Action: "approval.reminded", EntityId: { } id } => (Approval, id),
        { Action: "review.overdue", ProjectId: { } project } => (Review, project),
        _ => null,
    };
}

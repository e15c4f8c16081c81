using Enterprise.Bench.Drive;
using Enterprise.Bench.Processes;
using Enterprise.Bench.Seeding;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Auditing;
using Enterprise.Core.Reviews;
using Enterprise.Core.Storage;

namespace Enterprise.Bench.Timers;

/// <summary>
/// Measures how long after its due time the clock has done what it is to do, from the due time to the moment at which
/// the commit can be read by others: reminders of approvals and of reviews that fall due one after the other.
/// </summary>
internal sealed class DueLatency
{
    private const string Approval = "approval";
    private const string Review = "review";
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
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

    /// <summary>Writes processes that fall due from then on.</summary>
    public static async Task<DueLatency> Seed(
        IDocumentStore store, WaitingProject sample, int count, DateTimeOffset from, CancellationToken cancellationToken)
    {
        // The day before is over wherever quiet ends, and its reminder is due.
        var yesterday = DateOnly.FromDateTime(from.UtcDateTime).AddDays(-1);
        return new(await WaitingProjects.Write(
            store,
            count / 2,
            (number, ids) => sample.Copy(ids.Project, ids.Approval)
                .RemindingAt(from + (number * Between))
                .ReviewedAt(from + ((number + 0.5) * Between), yesterday),
            told: null,
            cancellationToken));
    }

    /// <summary>Waits for all of them.</summary>
    public async Task<LatencyResult> Watch(
        ServerProcess host, ChangeReader changes, CancellationToken cancellationToken)
    {
        if (DateTimeOffset.UtcNow >= _first)
            throw new BenchException("The host was not ready before the first was due: the machine is too busy to measure.");
        var (all, neighbours) = (new Histogram(), new Neighbours(host));
        var count = _due.Count;
        while (_due.Count > 0)
        {
            var read = changes.Next();
            var now = DateTimeOffset.UtcNow;
            foreach (var change in read)
            {
                if (KeyOf(change) is { } key && _due.Remove(key, out var due))
                    all.Add(now - due);
            }

            if (now > _last + Patience)
            {
                throw new BenchException(
                    $"{_due.Count} of {count} were not advanced {Patience.TotalSeconds:N0} s after the last was due.");
            }

            await Task.Delay(Interval, cancellationToken);
        }

        return new()
        {
            Processes = count,
            P50Milliseconds = all.Quantile(0.50).TotalMilliseconds,
            P99Milliseconds = all.Quantile(0.99).TotalMilliseconds,
            MaxMilliseconds = all.Max.TotalMilliseconds,
            OthersShare = neighbours.Share(host),
        };
    }

    private static (string Kind, long Id)? KeyOf(Change change) => change switch
    {
        { Action: "approval.reminded", EntityId: { } id } => (Approval, id),
        { Action: "review.overdue", ProjectId: { } project } => (Review, project),
        _ => null,
    };
}

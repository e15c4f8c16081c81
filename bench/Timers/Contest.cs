using System.Diagnostics;
using Enterprise.Bench.Drive;
using Enterprise.Bench.Processes;
using Enterprise.Bench.Seeding;
using Enterprise.Core.Storage;

namespace Enterprise.Bench.Timers;

/// <summary>
/// Approvers who vote at once, through HTTP and with a token each: all of them on the same approvals, of which each has
/// room for two votes and one who rejects; or each on approvals of their own.
/// </summary>
internal sealed class Contest(string name, IReadOnlyList<long> approvals, bool isShared)
{
    public const int Quorum = 2;

    private static readonly HashSet<string> Ends =
    [
        "approval.approved", "approval.rejected", "approval.expired", "approval.withdrawn", "approval.overridden",
    ];

    /// <summary>Writes approvals to vote on.</summary>
    public static async Task<Contest> Seed(
        IDocumentStore store, WaitingProject sample, int count, bool isShared, CancellationToken cancellationToken)
    {
        var tomorrow = DateTimeOffset.UtcNow.AddDays(1);
        var written = await WaitingProjects.Write(
            store,
            count,
            (_, ids) => sample.Copy(ids.Project, ids.Approval).RemindingAt(tomorrow).Asking(isShared ? Quorum : 1),
            told: null,
            cancellationToken);
        return new(
            isShared ? "all on the same" : "each on their own",
            [.. written.Select(item => item.Approval.Id)],
            isShared);
    }

    /// <summary>Lets them vote, and sees that every approval came to one end.</summary>
    public async Task<ContestResult> Run(
        ServerProcess host, IReadOnlyList<string> tokens, ChangeReader changes, CancellationToken cancellationToken)
    {
        changes.Next();
        var voters = tokens
            .Select((token, place) => new Voter(host.Url, token, isShared && place == 0, Turn(place, tokens.Count)))
            .ToList();
        var (started, neighbours) = (Stopwatch.GetTimestamp(), new Neighbours(host));
        await Task.WhenAll(voters.Select(voter => Task.Factory.StartNew(
            () => voter.Run(cancellationToken),
            cancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
        var elapsed = Stopwatch.GetElapsedTime(started);
        var others = neighbours.Share(host);

        RequireOneEnd(host, tokens[0], changes);
        var all = new Histogram();
        foreach (var voter in voters)
            all.Add(voter.Durations);
        return new()
        {
            Name = name,
            Voters = voters.Count,
            Approvals = approvals.Count,
            DecisionsPerSecond = all.Count / elapsed.TotalSeconds,
            AnswersPerSecond = (all.Count + voters.Sum(voter => voter.Conflicts)) / elapsed.TotalSeconds,
            P50Milliseconds = all.Quantile(0.50).TotalMilliseconds,
            P99Milliseconds = all.Quantile(0.99).TotalMilliseconds,
            MaxMilliseconds = all.Max.TotalMilliseconds,
            Taken = all.Count,
            Conflicts = voters.Sum(voter => voter.Conflicts),
            OthersShare = others,
        };
    }

    private IReadOnlyList<long> Turn(int place, int voters) => isShared
        ? approvals
        : [.. approvals.Where((_, number) => number % voters == place)];

    private void RequireOneEnd(ServerProcess host, string token, ChangeReader changes)
    {
        var ends = changes.Next()
            .Where(change => change.EntityType == "approval" && Ends.Contains(change.Action))
            .ToLookup(change => change.EntityId!.Value, change => change.Action);
        var fetch = new Fetch(host.Url, token);
        foreach (var approval in approvals)
        {
            var told = ends[approval].ToList();
            var status = fetch.Json(new("GET", $"/approvals/{RequestTemplate.Id}"), approval)
                .GetProperty("status").GetString();
            if (told is not [var end] || end != $"approval.{status}")
                throw new BenchException($"The approval {approval} is {status} after: {string.Join(", ", told)}.");
        }
    }
}

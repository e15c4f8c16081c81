using System.Diagnostics;
using Enterprise.Bench.Drive;
using Enterprise.Bench.Processes;
using Enterprise.Bench.Seeding;
using Enterprise.Core.Storage;

namespace Enterprise.Bench.Timers;

/// <summary>
/// Approvers who vote concurrently over HTTP, each with a token: all of them on the same approvals, each of which takes
/// two votes, and one approver rejects; or each on approvals of their own.
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
            (_, ids) => sample.Copy(ids.Project, ids.Approval).RemindingAt(tomorrow).WithQuorum(isShared ? Quorum : 1),
            onProgress: null,
            cancellationToken);
        return new(
            isShared ? "all on the same" : "each on their own",
            [.. written.Select(item => item.Approval.Id)],
            isShared);
    }

    /// <summary>Runs the votes, and requires that every approval has exactly one final decision.</summary>
    public async Task<ContestResult> Run(
        ServerProcess host, IReadOnlyList<string> tokens, ChangeReader changes, CancellationToken cancellationToken)
    {
        changes.Next();
        var voters = tokens
            .Select((token, place) => new Voter(
                host.Url, token, isShared && place == 0, ApprovalsOf(place, tokens.Count)))
            .ToList();
        var (started, otherProcesses) = (Stopwatch.GetTimestamp(), new OtherProcesses(host));
        await Task.WhenAll(voters.Select(voter => Task.Factory.StartNew(
            () => voter.Run(cancellationToken),
            cancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
        var elapsed = Stopwatch.GetElapsedTime(started);
        var others = otherProcesses.Share(host);

        RequireOneDecision(host, tokens[0], changes);
        var all = Latencies.Create();
        foreach (var voter in voters)
            all.Add(voter.Latencies);
        return new()
        {
            Name = name,
            Voters = voters.Count,
            Approvals = approvals.Count,
            DecisionsPerSecond = all.TotalCount / elapsed.TotalSeconds,
            AnswersPerSecond = (all.TotalCount + voters.Sum(voter => voter.Conflicts)) / elapsed.TotalSeconds,
            P50Milliseconds = all.Milliseconds(50),
            P99Milliseconds = all.Milliseconds(99),
            MaxMilliseconds = all.MaxMilliseconds(),
            Taken = all.TotalCount,
            Conflicts = voters.Sum(voter => voter.Conflicts),
            OthersShare = others,
        };
    }

    private IReadOnlyList<long> ApprovalsOf(int place, int voters) => isShared
        ? approvals
        : [.. approvals.Where((_, number) => number % voters == place)];

    private void RequireOneDecision(ServerProcess host, string token, ChangeReader changes)
    {
        var ends = changes.Next()
            .Where(change => change.EntityType == "approval" && Ends.Contains(change.Action))
            .ToLookup(change => change.EntityId!.Value, change => change.Action);
        var client = new JsonClient(host.Url, token);
        foreach (var approval in approvals)
        {
            var recorded = ends[approval].ToList();
            var status = client.Json(new("GET", $"/approvals/{RequestTemplate.Id}"), approval)
                .GetProperty("status").GetString();
            if (recorded is not [var end] || end != $"approval.{status}")
                throw new BenchException($"The approval {approval} is {status} after: {string.Join(", ", recorded)}.");
        }
    }
}

using System.Diagnostics;
using Enterprise.Bench.Drive;
using HdrHistogram;

namespace Enterprise.Bench.Timers;

/// <summary>One approver on one connection, who votes on one approval after the other.</summary>
internal sealed class Voter(Uri server, string token, bool isRejecting, IReadOnlyList<long> approvals)
{
    private const int Conflict = 409;

    /// <summary>Latencies of the accepted votes.</summary>
    public LongHistogram Latencies { get; } = Drive.Latencies.Create();

    public long Conflicts { get; private set; }

    public void Run(CancellationToken cancellationToken)
    {
        var template = new RequestTemplate(Request(), server, token);
        var buffer = new byte[template.MostBytes];
        using var connection = new Connection(server);
        foreach (var approval in approvals)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var length = template.Render(buffer, approval, unique: 0);
            var started = Stopwatch.GetTimestamp();
            var status = connection.Exchange(buffer.AsSpan(0, length));
            if (status is >= 200 and <= 299)
                Latencies.Record(Stopwatch.GetElapsedTime(started));
            else if (status == Conflict)
                Conflicts++;
            else
                throw new BenchException($"A vote on the approval {approval} returned {status}.");
        }
    }

    private ScenarioRequest Request() => new(
        "POST",
        $"/approvals/{RequestTemplate.Id}/decisions",
        isRejecting
            ? """{"decision": "reject", "comment": "Not before the audit is through."}"""
            : """{"decision": "approve"}""");
}

using System.Diagnostics;
using System.Text;
using HdrHistogram;

namespace Enterprise.Bench.Drive;

/// <summary>When the measured time of a drive begins and ends, as <see cref="Stopwatch"/> timestamps.</summary>
internal readonly record struct MeasurementWindow(long CountFrom, long EndAt)
{
    public static MeasurementWindow StartingNow(TimeSpan warmUp, TimeSpan duration)
    {
        var countFrom = Stopwatch.GetTimestamp() + (long)(warmUp.TotalSeconds * Stopwatch.Frequency);
        return new(countFrom, countFrom + (long)(duration.TotalSeconds * Stopwatch.Frequency));
    }
}

/// <summary>One client on one connection, which sends its next request when it has the response to the last.</summary>
internal sealed class Client(
    Uri server,
    Scenario scenario,
    IReadOnlyList<RequestTemplate> templates,
    UniqueNumbers numbers,
    Random random)
{
    private const int MostErrorBytes = 400;

    private readonly byte[] _request = new byte[templates.Max(template => template.MostBytes)];
    private readonly long[] _ids = [.. scenario.Ids ?? []];

    /// <summary>Latencies of the requests within the window.</summary>
    public LongHistogram Latencies { get; } = Drive.Latencies.Create();

    public long RequestsInAll { get; private set; }

    public long BodyBytes { get; private set; }

    public Dictionary<int, long> Errors { get; } = [];

    public string? FirstError { get; private set; }

    public void Run(MeasurementWindow window, CancellationToken cancellationToken)
    {
        try
        {
            using var connection = new Connection(server);
            while (!cancellationToken.IsCancellationRequested && Stopwatch.GetTimestamp() < window.EndAt)
                SendNext(connection, window);
        }
        catch (Exception error)
        {
            // One failed client makes the drive fail, but only after every other client has stopped.
            FirstError ??= error.Message;
            Errors[0] = Errors.GetValueOrDefault(0) + 1;
        }
    }

    private void SendNext(Connection connection, MeasurementWindow window)
    {
        var template = templates[templates.Count == 1 ? 0 : random.Next(templates.Count)];
        var id = template.UsesIds ? _ids[random.Next(_ids.Length)] : 0;
        var length = template.Render(_request, id, numbers.Next());

        var started = Stopwatch.GetTimestamp();
        var status = connection.Exchange(_request.AsSpan(0, length));
        var ended = Stopwatch.GetTimestamp();

        RequestsInAll++;
        BodyBytes += connection.Body.Length;
        if (started >= window.CountFrom && ended <= window.EndAt)
            Latencies.Record(Stopwatch.GetElapsedTime(started, ended));
        if (status is < 200 or > 299)
            CountError(status, length, connection);
    }

    private void CountError(int status, int length, Connection connection)
    {
        Errors[status] = Errors.GetValueOrDefault(status) + 1;
        if (FirstError is not null)
            return;
        var requestLine = Encoding.UTF8.GetString(_request, 0, length).Split("\r\n")[0];
        var body = connection.Body[..Math.Min(MostErrorBytes, connection.Body.Length)];
        FirstError = $"{requestLine} -> {status} {Encoding.UTF8.GetString(body)}";
    }
}

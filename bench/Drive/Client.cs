using System.Diagnostics;
using System.Text;

namespace Enterprise.Bench.Drive;

/// <summary>When a drive begins to count and when it ends, as <see cref="Stopwatch"/> timestamps.</summary>
internal readonly record struct Timetable(long CountFrom, long EndAt)
{
    public static Timetable StartingNow(TimeSpan warmUp, TimeSpan duration)
    {
        var countFrom = Stopwatch.GetTimestamp() + (long)(warmUp.TotalSeconds * Stopwatch.Frequency);
        return new(countFrom, countFrom + (long)(duration.TotalSeconds * Stopwatch.Frequency));
    }
}

/// <summary>One client on one connection: its next request leaves when the answer to its last has come.</summary>
internal sealed class Client(
    Uri server,
    Scenario scenario,
    IReadOnlyList<RequestTemplate> templates,
    UniqueNumbers numbers,
    Random chance)
{
    private const int MostOfAnError = 400;

    private readonly byte[] _request = new byte[templates.Max(template => template.MostBytes)];
    private readonly long[] _ids = [.. scenario.Ids ?? []];

    /// <summary>Durations of the answers that count.</summary>
    public Histogram Durations { get; } = new();

    public long RequestsInAll { get; private set; }

    public long BodyBytes { get; private set; }

    public Dictionary<int, long> Errors { get; } = [];

    public string? FirstError { get; private set; }

    public void Run(Timetable timetable, CancellationToken cancellationToken)
    {
        try
        {
            using var connection = new Connection(server);
            while (!cancellationToken.IsCancellationRequested && Stopwatch.GetTimestamp() < timetable.EndAt)
                Ask(connection, timetable);
        }
        catch (Exception error)
        {
            // A client that can't go on makes the whole drive fail, but only after every other has stopped too.
            FirstError ??= error.Message;
            Errors[0] = Errors.GetValueOrDefault(0) + 1;
        }
    }

    private void Ask(Connection connection, Timetable timetable)
    {
        var template = templates[templates.Count == 1 ? 0 : chance.Next(templates.Count)];
        var id = template.UsesIds ? _ids[chance.Next(_ids.Length)] : 0;
        var length = template.Render(_request, id, numbers.Next());

        var started = Stopwatch.GetTimestamp();
        var status = connection.Exchange(_request.AsSpan(0, length));
        var ended = Stopwatch.GetTimestamp();

        RequestsInAll++;
        BodyBytes += connection.Body.Length;
        if (started >= timetable.CountFrom && ended <= timetable.EndAt)
            Durations.Add(Stopwatch.GetElapsedTime(started, ended));
        if (status is < 200 or > 299)
            Note(status, length, connection);
    }

    private void Note(int status, int length, Connection connection)
    {
        Errors[status] = Errors.GetValueOrDefault(status) + 1;
        if (FirstError is not null)
            return;
        var requestLine = Encoding.UTF8.GetString(_request, 0, length).Split("\r\n")[0];
        var answer = connection.Body[..Math.Min(MostOfAnError, connection.Body.Length)];
        FirstError = $"{requestLine} -> {status} {Encoding.UTF8.GetString(answer)}";
    }
}

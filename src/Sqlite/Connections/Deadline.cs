namespace Enterprise.Sqlite.Connections;

/// <summary>Until when a read may run.</summary>
/// <param name="End">A timestamp of the time provider.</param>
/// <param name="Cancellation">Cancels it earlier.</param>
internal readonly record struct Deadline(long End, CancellationToken Cancellation)
{
    internal static Deadline In(TimeSpan duration, TimeProvider time, CancellationToken cancellation) => new(
        time.GetTimestamp() + (long)(duration.TotalSeconds * time.TimestampFrequency), cancellation);

    internal bool IsOver(TimeProvider time) =>
        End != 0 && (Cancellation.IsCancellationRequested || time.GetTimestamp() >= End);
}

namespace Enterprise.Sqlite;

/// <summary>Where the database is and the bounds within which the store works.</summary>
/// <param name="Directory">The data directory; created when missing.</param>
public sealed record SqliteStoreOptions(string Directory)
{
    /// <summary>The name of the database file in <see cref="Directory"/>.</summary>
    public const string FileName = "enterprise.db";

    /// <summary>The database file.</summary>
    public string Path => System.IO.Path.Combine(Directory, FileName);

    /// <summary>How long a read may take before it is interrupted.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the writer waits for another process that is writing.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many commits may wait for the writer before further ones are refused.</summary>
    public int MostWaitingCommits { get; init; } = 4096;

    /// <summary>How many waiting commits one transaction takes at most.</summary>
    public int MostCommitsInGroup { get; init; } = 256;

    /// <summary>How many connections are kept for the next read; more open while more reads run at once.</summary>
    public int MostIdleReaders { get; init; } = Math.Clamp(Environment.ProcessorCount * 2, 4, 16);

    /// <summary>How often a waiting consumer of the change feed looks for what other processes wrote.</summary>
    public TimeSpan FeedInterval { get; init; } = TimeSpan.FromSeconds(1);
}

namespace Enterprise.Sqlite;

/// <summary>The database can't be opened. The message is one line for the operator and names the file.</summary>
public abstract class DatabaseException(string path, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The database file.</summary>
    public string Path { get; } = path;
}

/// <summary>A newer release wrote the database in a format that this one does not know.</summary>
public sealed class DatabaseTooNewException(string path, long format, long known)
    : DatabaseException(
        path,
        $"{path} was written by a newer release (format {format}, this release knows {known}): update Enterprise.");

/// <summary>The file is something else than a database of Enterprise.</summary>
public sealed class DatabaseNotRecognizedException(string path, Exception? innerException = null)
    : DatabaseException(
        path, $"{path} is not a database of Enterprise; move it away or name another directory.", innerException);

/// <summary>The file or its directory can't be created or written.</summary>
public sealed class DatabaseNotWritableException(string path, string reason, Exception? innerException = null)
    : DatabaseException(path, $"{path} can't be opened for writing: {reason}.", innerException);

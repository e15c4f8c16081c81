using Enterprise.Core;
using Enterprise.Sqlite;

namespace Enterprise.Standalone.Commands;

/// <summary>Opens the database of a data directory.</summary>
internal static class OpenStore
{
    internal static SqliteDocumentStore In(DirectoryInfo data) =>
        SqliteDocumentStore.Open(new SqliteStoreOptions(data.FullName), CoreServices.DocumentTypes, TimeProvider.System);

    /// <summary>For commands that work on what is there: a directory without a database is a mistake.</summary>
    internal static SqliteDocumentStore Existing(DirectoryInfo data)
    {
        var options = new SqliteStoreOptions(data.FullName);
        return File.Exists(options.Path)
            ? In(data)
            : throw new UsageException($"There is no database in {data.FullName}. Name the directory with --data.");
    }
}

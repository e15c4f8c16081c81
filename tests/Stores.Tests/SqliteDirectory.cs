using Enterprise.Core.Storage;
using Enterprise.Sqlite;
using Microsoft.Data.Sqlite;

namespace Enterprise.Stores.Tests;

/// <summary>A data directory for one test, with the stores opened on it.</summary>
internal sealed class SqliteDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("enterprise-");
    private readonly List<SqliteDocumentStore> _stores = [];

    internal SqliteStoreOptions Options => new(_directory.FullName);

    internal SqliteDocumentStore Open(
        TimeProvider? time = null, SqliteStoreOptions? options = null, IReadOnlyList<DocumentType>? types = null)
    {
        var store = SqliteDocumentStore.Open(options ?? Options, types ?? Samples.All, time ?? TimeProvider.System);
        _stores.Add(store);
        return store;
    }

    /// <summary>Another connection than the store's, like that of another process.</summary>
    internal SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Options.Path};Pooling=False");
        connection.Open();
        return connection;
    }

    /// <summary>Runs SQL as another process does.</summary>
    internal object? Run(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own texts.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var store in _stores)
            store.Dispose();
        _directory.Delete(recursive: true);
    }
}

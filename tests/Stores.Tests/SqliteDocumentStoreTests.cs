using Enterprise.Core.Storage;

namespace Enterprise.Stores.Tests;

/// <summary>The contract on SQLite.</summary>
public sealed class SqliteDocumentStoreTests : DocumentQueryContract
{
    private readonly List<SqliteDirectory> _directories = [];

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _directories.ForEach(directory => directory.Dispose());
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override ValueTask<IDocumentStore> OpenEmpty(TimeProvider time)
    {
        var directory = new SqliteDirectory();
        _directories.Add(directory);
        return ValueTask.FromResult<IDocumentStore>(directory.Open(time));
    }
}

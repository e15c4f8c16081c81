using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;

namespace Enterprise.Stores.Tests;

/// <summary>The contract on the SQLite feed, whose rows another program has changed.</summary>
public sealed class SqliteUnreadableChangeTests : UnreadableChangeContract
{
    private readonly SqliteDirectory _directory = new();
    private IChangeFeed _feed = null!;

    /// <inheritdoc/>
    public override ValueTask InitializeAsync()
    {
        var store = _directory.Open(types: Types);
        (Store, _feed) = (store, store.Feed);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task CommitUnreadable(string id, string json)
    {
        var commit = new Commit(Container.Projects, Partition).Create(Changes.OfProjects, id, Samples.ChangeOf(id));
        Assert.True((await Store.Commit(commit, Stop)).Succeeded);
        using var connection = _directory.Connect();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE change SET body = CAST($json AS BLOB) WHERE id = $id";
        command.Parameters.AddWithValue("$json", json);
        command.Parameters.AddWithValue("$id", id);
        Assert.Equal(1, command.ExecuteNonQuery());
    }

    /// <inheritdoc/>
    protected override async Task Pump(Func<ChangeBatch, CancellationToken, Task> handle, Func<bool> until)
    {
        var page = await _feed.Read("sample", 10, Stop);
        await handle(page.Batch, Stop);
        await _feed.Acknowledge("sample", page.Position, Stop);
        Assert.True(until());
    }
}

using Enterprise.Core;
using Enterprise.Core.Storage;
using Enterprise.Sqlite;
using Enterprise.Standalone.Background;
using Enterprise.Standalone.Commands;

namespace Enterprise.Standalone.Stores;

/// <summary>The database in a directory of this machine.</summary>
internal sealed class OpenedSqlite : OpenedStore
{
    private readonly SqliteDocumentStore _store;

    private OpenedSqlite(DirectoryInfo data)
    {
        Location = data.FullName;
        _store = SqliteDocumentStore.Open(
            new SqliteStoreOptions(data.FullName), CoreServices.DocumentTypes, TimeProvider.System);
    }

    internal override string Location { get; }

    internal override IDocumentStore Documents => _store;

    /// <summary>A commit is cheap, so that ids are allocated one by one, without gaps.</summary>
    internal override int IdsInBlock => 1;

    internal static OpenedSqlite ForHost(DirectoryInfo data) => new(data);

    /// <summary>For commands that need an existing database.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    internal static OpenedSqlite Existing(DirectoryInfo data) =>
        File.Exists(new SqliteStoreOptions(data.FullName).Path)
            ? new OpenedSqlite(data)
            : throw new UsageException($"There is no database in {data.FullName}. Name the directory with --data.");

    internal override void AddBackground(IServiceCollection services)
    {
        services.AddSingleton(_store);
        services.AddSingleton(_store.Feed);
        services.AddSingleton(_store.FeedLag);
        services.AddAfterStart<ChangePump>();
        services.AddAfterStart<Maintenance>();
    }

    /// <inheritdoc/>
    public override void Dispose() => _store.Dispose();
}

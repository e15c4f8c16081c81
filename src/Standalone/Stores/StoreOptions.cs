using System.CommandLine;
using Enterprise.Standalone.Commands;

namespace Enterprise.Standalone.Stores;

/// <summary>The options of every command for the choice of the store.</summary>
internal sealed class StoreOptions
{
    private const string Sqlite = "sqlite";
    private const string Cosmos = "cosmos";

    private readonly Option<DirectoryInfo> _data = new("--data")
    {
        Description = "Where the database is, with SQLite.",
        DefaultValueFactory = _ => new DirectoryInfo("data"),
        Recursive = true,
    };

    private readonly Option<string> _store = new("--store")
    {
        Description = "What keeps the data: a database in a directory (sqlite) or the configured account (cosmos).",
        DefaultValueFactory = _ => Sqlite,
        Recursive = true,
    };

    internal StoreOptions() => _store.AcceptOnlyFromAmong(Sqlite, Cosmos);

    internal void AddTo(RootCommand command)
    {
        command.Options.Add(_store);
        command.Options.Add(_data);
    }

    /// <summary>Opens the store for a host, which creates what is missing.</summary>
    internal async Task<OpenedStore> ForHost(
        ParseResult result, IConfiguration configuration, CancellationToken cancellationToken) => IsCosmos(result)
        ? await OpenedCosmos.ForHost(configuration, cancellationToken)
        : OpenedSqlite.ForHost(result.GetRequiredValue(_data));

    /// <summary>Opens an existing store for a command.</summary>
    internal async Task<OpenedStore> Existing(
        ParseResult result, IConfiguration configuration, CancellationToken cancellationToken) => IsCosmos(result)
        ? await OpenedCosmos.Existing(configuration, cancellationToken)
        : OpenedSqlite.Existing(result.GetRequiredValue(_data));

    private bool IsCosmos(ParseResult result)
    {
        if (result.GetRequiredValue(_store) != Cosmos)
            return false;
        return result.GetResult(_data) is null or { Implicit: true }
            ? true
            : throw new UsageException(
                "--data is for --store sqlite; a Cosmos DB account is named by the setting Cosmos.");
    }
}

using Enterprise.Core;
using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;
using Enterprise.Cosmos;
using Enterprise.Cosmos.Connections;
using Enterprise.Cosmos.Feed;
using Enterprise.Cosmos.Layout;
using Enterprise.Standalone.Background;
using Enterprise.Standalone.Commands;
using Microsoft.Extensions.Azure;

namespace Enterprise.Standalone.Stores;

/// <summary>A Cosmos DB account, which other hosts may use at the same time.</summary>
internal sealed class OpenedCosmos : OpenedStore
{
    private readonly CosmosAccount _account;

    private OpenedCosmos(CosmosAccount account)
    {
        _account = account;
        Documents = new CosmosDocumentStore(account);
    }

    internal override string Location => $"Cosmos DB at {_account.Endpoint}";

    internal override IDocumentStore Documents { get; }

    /// <summary>A commit costs a round trip, so ids are allocated in blocks, with gaps after a restart.</summary>
    internal override int IdsInBlock => 100;

    internal static Task<OpenedCosmos> ForHost(IConfiguration configuration, CancellationToken cancellationToken) =>
        Open(configuration, isForHost: true, cancellationToken);

    internal static Task<OpenedCosmos> Existing(IConfiguration configuration, CancellationToken cancellationToken) =>
        Open(configuration, isForHost: false, cancellationToken);

    internal override void AddBackground(IServiceCollection services)
    {
        services.AddSingleton(_account);
        services.AddSingleton<FeedPositions>();
        services.AddSingleton<IFeedLag, CosmosFeedLag>();
        services.AddAfterStart<CosmosChangePump>();
    }

    /// <inheritdoc/>
    public override void Dispose() => _account.Dispose();

    private static async Task<OpenedCosmos> Open(
        IConfiguration configuration, bool isForHost, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddAzureClientsCore();
        await using var azure = services.BuildServiceProvider();
        var connection = new CosmosConnection(configuration, azure.GetRequiredService<AzureComponentFactory>());
        var account = new CosmosAccount(connection.Options());
        try
        {
            var setup = new CosmosSetup(account, CosmosLayout.Of(CoreServices.DocumentTypes));
            if (isForHost && connection.CreatesContainers)
                await setup.Create(cancellationToken);
            if (await setup.Verify(cancellationToken) is [var difference, ..])
            {
                throw new UsageException(
                    $"The account at {account.Endpoint} is not prepared for this release: {difference}");
            }

            return new OpenedCosmos(account);
        }
        catch
        {
            account.Dispose();
            throw;
        }
    }
}

using Enterprise.Core.Storage;
using Enterprise.Cosmos.Connections;
using Enterprise.Cosmos.Fake;
using Enterprise.Cosmos.Layout;
using Microsoft.Azure.Cosmos;

namespace Enterprise.Cosmos.Tests;

/// <summary>
/// An account with one empty database: a fake one, or with COSMOS_CONNECTION_STRING set a database of its own on that
/// account or emulator, which is deleted in the end.
/// </summary>
internal sealed class TestAccount : IAsyncDisposable
{
    private static readonly string? Real = Environment.GetEnvironmentVariable("COSMOS_CONNECTION_STRING");

    private TestAccount(FakeCosmos? fake, CosmosAccount account, CosmosStoreOptions options)
    {
        Fake = fake;
        Account = account;
        Options = options;
        Store = new CosmosDocumentStore(account);
    }

    internal static bool IsReal => !string.IsNullOrEmpty(Real);

    internal CosmosAccount Account { get; }

    internal CosmosDocumentStore Store { get; }

    internal CosmosStoreOptions Options { get; }

    /// <summary>The fake behind it; null with a real account.</summary>
    internal FakeCosmos? Fake { get; }

    internal static async Task<TestAccount> Open(
        IReadOnlyList<DocumentType> types,
        TimeProvider? time = null,
        bool gatewayOnly = true,
        TimeSpan? deadline = null)
    {
        var fake = IsReal ? null : new FakeCosmos(time);
        var options = new CosmosStoreOptions
        {
            ConnectionString = Real is { Length: > 0 } ? Real : FakeCosmos.ConnectionString,
            Database = $"enterprise-test-{Guid.NewGuid():N}",
            RetryBudget = TimeSpan.FromSeconds(2),
            Deadline = deadline ?? TimeSpan.FromSeconds(30),
            GatewayOnly = gatewayOnly,
            Configure = client => Adjust(client, fake),
        };
        var account = new CosmosAccount(options);
        await new CosmosSetup(account, CosmosLayout.Of(types)).Create(CancellationToken.None);
        return new TestAccount(fake, account, options);
    }

    public async ValueTask DisposeAsync()
    {
        if (IsReal)
            await Account.Database.DeleteAsync();
        Account.Dispose();
    }

    private static void Adjust(CosmosClientOptions client, FakeCosmos? fake)
    {
        if (fake is null)
            return;
        client.ConnectionMode = ConnectionMode.Gateway;
        client.HttpClientFactory = fake.CreateClient;
    }
}

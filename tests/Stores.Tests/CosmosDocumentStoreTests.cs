using Enterprise.Core.Storage;
using Enterprise.Cosmos.Tests;

namespace Enterprise.Stores.Tests;

/// <summary>The contract on Cosmos DB: the fake, or the account of COSMOS_CONNECTION_STRING.</summary>
public sealed class CosmosDocumentStoreTests : DocumentQueryContract
{
    private readonly List<TestAccount> _accounts = [];

    /// <inheritdoc/>
    protected override bool ExpiresByTime => !TestAccount.IsReal;

    /// <inheritdoc/>
    protected override int MostDatasets => TestAccount.IsReal ? 2 : base.MostDatasets;

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        foreach (var account in _accounts)
            await account.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override async ValueTask<IDocumentStore> OpenEmpty(TimeProvider time)
    {
        var account = await TestAccount.Open(Samples.All, time);
        _accounts.Add(account);
        return account.Store;
    }
}

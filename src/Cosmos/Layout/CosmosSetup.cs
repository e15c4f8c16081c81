using System.Collections.ObjectModel;
using System.Net;
using Azure.Identity;
using Enterprise.Core.Storage;
using Enterprise.Cosmos.Connections;
using Microsoft.Azure.Cosmos;

namespace Enterprise.Cosmos.Layout;

/// <summary>
/// Creates the database with its containers, for development and tests; in production the deployment template does,
/// because a managed identity with access to data is not allowed to. <see cref="Verify"/> works with either.
/// </summary>
public sealed class CosmosSetup(CosmosAccount account, IReadOnlyList<CosmosContainerLayout> layouts)
{
    /// <summary>How long the service may take to create a container.</summary>
    private static readonly TimeSpan _creationTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Creates missing containers, and updates the indexes and the time to live of existing ones.</summary>
    public async Task Create(CancellationToken cancellationToken)
    {
        await Guard(
            stop => account.Client.CreateDatabaseIfNotExistsAsync(account.Database.Id, cancellationToken: stop),
            account.Deadline,
            cancellationToken);
        foreach (var layout in layouts)
            await Guard(stop => Create(layout, stop), _creationTimeout, cancellationToken);
    }

    /// <summary>The differences from the layout, a sentence each; empty when there are none.</summary>
    public async Task<IReadOnlyList<string>> Verify(CancellationToken cancellationToken)
    {
        var differences = new List<string>();
        foreach (var layout in layouts)
        {
            try
            {
                var container = account.Database.GetContainer(layout.Name);
                var found = await Guard(
                    stop => container.ReadContainerAsync(cancellationToken: stop), account.Deadline, cancellationToken);
                differences.AddRange(Differences(layout, found.Resource));
            }
            catch (CosmosException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
            {
                differences.Add($"There is no container {layout.Name}.");
            }
        }

        return differences;
    }

    private async Task<ContainerResponse> Create(CosmosContainerLayout layout, CancellationToken cancellationToken)
    {
        var wanted = Properties(layout);
        var response = await account.Database.CreateContainerIfNotExistsAsync(
            wanted, cancellationToken: cancellationToken);
        return Differences(layout, response.Resource).Any()
            ? await response.Container.ReplaceContainerAsync(wanted, cancellationToken: cancellationToken)
            : response;
    }

    /// <summary>Runs a request within a timeout, and explains to the operator what the account refuses.</summary>
    private async Task<T> Guard<T>(
        Func<CancellationToken, Task<T>> request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            return await request(deadline.Token);
        }
        catch (CosmosException exception)
            when (exception.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw new CosmosConnectionException(
                $"Cosmos DB at {account.Endpoint} refuses the key or the identity ({(int)exception.StatusCode}).",
                exception);
        }
        catch (AuthenticationFailedException exception)
        {
            var reason = exception.Message.Split('\n')[0].TrimEnd();
            throw new CosmosConnectionException(
                $"There is no identity to sign in with at {account.Endpoint}: {reason}", exception);
        }
        catch (Exception exception)
            when (TransientErrors.Translate(exception, account.RetryAfter, cancellationToken) is { } unavailable)
        {
            throw new StoreUnavailableException(
                $"{unavailable.Message.TrimEnd('.')}: {account.Endpoint}", unavailable.RetryAfter, exception);
        }
    }

    private static ContainerProperties Properties(CosmosContainerLayout layout)
    {
        // With a list of paths the key is hierarchical, even with a list of one.
        var properties = layout.PartitionKeyPaths is [var path]
            ? new ContainerProperties(layout.Name, path)
            : new ContainerProperties(layout.Name, layout.PartitionKeyPaths);
        properties.PartitionKeyDefinitionVersion = PartitionKeyDefinitionVersion.V2;
        properties.DefaultTimeToLive = layout.DefaultTimeToLive;
        foreach (var included in layout.IncludedPaths)
            properties.IndexingPolicy.IncludedPaths.Add(new IncludedPath { Path = included });
        foreach (var excluded in layout.ExcludedPaths)
            properties.IndexingPolicy.ExcludedPaths.Add(new ExcludedPath { Path = excluded });
        foreach (var index in layout.CompositeIndexes)
            properties.IndexingPolicy.CompositeIndexes.Add(CompositeIndex(index));
        return properties;
    }

    private static Collection<CompositePath> CompositeIndex(IReadOnlyList<CosmosIndexPath> index) =>
    [
        .. index.Select(path => new CompositePath
        {
            Path = path.Path,
            Order = path.Descending ? CompositePathSortOrder.Descending : CompositePathSortOrder.Ascending,
        }),
    ];

    private static IEnumerable<string> Differences(CosmosContainerLayout layout, ContainerProperties found)
    {
        if (!layout.PartitionKeyPaths.SequenceEqual(found.PartitionKeyPaths))
            yield return $"The partition key of {layout.Name} is {string.Join(", ", found.PartitionKeyPaths)}.";
        if (found.DefaultTimeToLive != layout.DefaultTimeToLive)
            yield return $"The default time to live of {layout.Name} is {found.DefaultTimeToLive}.";

        var included = found.IndexingPolicy.IncludedPaths.Select(path => path.Path);
        foreach (var path in layout.IncludedPaths.Except(included))
            yield return $"{layout.Name} does not index {path}.";

        var indexes = found.IndexingPolicy.CompositeIndexes.Select(index => Text(index)).ToHashSet();
        foreach (var missing in layout.CompositeIndexes.Select(CompositeIndex).Select(Text).Except(indexes))
            yield return $"{layout.Name} lacks the index {missing}.";
    }

    private static string Text(IEnumerable<CompositePath> index) =>
        string.Join(", ", index.Select(path => $"{path.Path} {path.Order}"));
}

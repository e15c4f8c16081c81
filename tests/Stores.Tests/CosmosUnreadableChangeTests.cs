using System.Text;
using System.Text.Json;
using Enterprise.Core.Auditing;
using Enterprise.Cosmos.Feed;
using Enterprise.Cosmos.Tests;
using Microsoft.Azure.Cosmos;

namespace Enterprise.Stores.Tests;

/// <summary>The contract on Cosmos DB, where another program has written items.</summary>
public abstract class CosmosUnreadableChangeTests : UnreadableChangeContract
{
    internal TestAccount Account { get; private set; } = null!;

    internal Microsoft.Azure.Cosmos.Container Projects =>
        Account.Account.Database.GetContainer(Core.Storage.Container.Projects.Name);

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        Account = await TestAccount.Open(Types);
        Store = Account.Store;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await Account.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override async Task CommitUnreadable(string id, string json) => await Write(
        $$"""{"id":"change:{{id}}","kind":"change","partition":"{{Partition}}","data":{{json}}}""",
        new PartitionKey(Partition));

    internal async Task Write(string item, PartitionKey partition)
    {
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(item));
        using var answer = await Projects.CreateItemStreamAsync(body, partition, cancellationToken: Stop);
        answer.EnsureSuccessStatusCode();
    }
}

/// <summary>The feed of a host without triggers.</summary>
public sealed class CosmosChangeFeedUnreadableTests : CosmosUnreadableChangeTests
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Foreign_items_do_not_block_the_feed()
    {
        await Write($$"""{"id":"a","kind":{"of": 7 },"partition":"{{Partition}}"}""", new PartitionKey(Partition));
        await Write("""{"id":"b","kind":"change","partition":7}""", new PartitionKey(7));
        await Write(
            $$"""{"id":"change:~","kind":"change","partition":"{{Partition}}","data":{ } }""",
            new PartitionKey(Partition));
        var found = new List<string>();

        await Pump(
            (batch, _) =>
            {
                lock (found)
                    found.AddRange(batch.Unreadable.Select(unreadable => unreadable.Id));
                return Task.CompletedTask;
            },
            until: () => found.Count == 2);

        Assert.Equal(["b", "change:~"], found.Order(StringComparer.Ordinal));
    }

    /// <inheritdoc/>
    protected override async Task Pump(Func<ChangeBatch, CancellationToken, Task> handle, Func<bool> until)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var failures = new List<Exception>();
        var feed = new CosmosChangeFeed(Account.Account, Core.Storage.Container.Projects, "sample", handle)
        {
            PollInterval = TimeSpan.FromMilliseconds(50),
            OnFailure = failures.Add,
        };
        var running = feed.Run(stop.Token);
        var deadline = DateTime.UtcNow + _timeout;
        while (!until() && DateTime.UtcNow < deadline && !running.IsCompleted)
            await Task.Delay(20, Stop);
        await stop.CancelAsync();
        await running;
        Assert.True(until(), string.Join('\n', failures));
    }
}

/// <summary>The items that a trigger delivers, read again.</summary>
public sealed class ChangeReaderUnreadableTests : CosmosUnreadableChangeTests
{
    private static readonly JsonSerializerOptions _asTheTrigger = new();

    [Fact]
    public async Task Foreign_items_do_not_block_the_feed()
    {
        FeedItem[] items =
        [
            .. new[]
            {
                """{"id":"a","kind":{"of":7},"partition":"p","_ts":1}""",
                """{"id":"b","kind":"change","partition":7,"_ts":1}""",
                """{"id":"c","_ts":1}""",
                """{"id":"change:~","kind":"change","partition":"p","_ts":1}""",
            }.Select(json => JsonSerializer.Deserialize<FeedItem>(json, _asTheTrigger)!),
        ];

        var batch = await new ChangeReader(Store, TimeProvider.System).Read(Changes.OfProjects, items, Stop);

        Assert.Empty(batch.Changes);
        Assert.Equal(["b", "change:~"], batch.Unreadable.Select(unreadable => unreadable.Id));
    }

    /// <inheritdoc/>
    protected override async Task Pump(Func<ChangeBatch, CancellationToken, Task> handle, Func<bool> until)
    {
        var items = new List<FeedItem>();
        using var feed = Projects.GetChangeFeedStreamIterator(
            ChangeFeedStartFrom.Beginning(), ChangeFeedMode.LatestVersion);
        while (feed.HasMoreResults)
        {
            using var page = await feed.ReadNextAsync(Stop);
            if (page.StatusCode == System.Net.HttpStatusCode.NotModified)
                break;
            using var document = await JsonDocument.ParseAsync(page.Content, cancellationToken: Stop);
            items.AddRange(document.RootElement.GetProperty("Documents").Deserialize<List<FeedItem>>(_asTheTrigger)!);
        }

        await handle(await new ChangeReader(Store, TimeProvider.System).Read(Changes.OfProjects, items, Stop), Stop);
        Assert.True(until());
    }
}

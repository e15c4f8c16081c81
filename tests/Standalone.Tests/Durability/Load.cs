using System.Text.Json.Nodes;
using Enterprise.Standalone.Tests.Processes;

namespace Enterprise.Standalone.Tests.Durability;

/// <summary>Concurrent clients, each of which writes one entity after the other until the host is gone.</summary>
internal sealed class Load : IAsyncDisposable
{
    private static readonly string[] _environments = ["development", "staging", "production"];

    private readonly HttpClient _client;
    private readonly Ledger _ledger;
    private readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task[] _writers;
    private int _acknowledged;
    private int _wanted = int.MaxValue;

    private Load(HttpClient client, Ledger ledger, int writers, int seed)
    {
        _client = client;
        _ledger = ledger;
        _writers = [.. Enumerable.Range(0, writers).Select(writer => Task.Run(() => Write(new Random(seed + writer))))];
    }

    internal static Load Start(HttpClient client, Ledger ledger, int writers, int seed) =>
        new(client, ledger, writers, seed);

    /// <summary>Waits until a number of writes was acknowledged.</summary>
    internal async Task UntilAcknowledged(int count)
    {
        Volatile.Write(ref _wanted, count);
        Count(0);
        var first = await Task.WhenAny(_enough.Task, Task.WhenAll(_writers))
            .WaitAsync(Waiting.Bound, TestContext.Current.CancellationToken);
        await first;
        Assert.True(_enough.Task.IsCompleted, "The host ended by itself.");
    }

    /// <summary>Waits until every writer has noticed that the host is gone.</summary>
    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(_writers).WaitAsync(Waiting.Bound, TestContext.Current.CancellationToken);

    private async Task Write(Random random)
    {
        while (await WriteProject(random))
        {
        }
    }

    /// <summary>Writes a project with environments and releases; false when the host is gone.</summary>
    private async Task<bool> WriteProject(Random random)
    {
        var project = await Create("/projects/", mark => new JsonObject { ["name"] = mark, ["description"] = "new" });
        if (project is null)
            return false;
        foreach (var environment in _environments[..random.Next(_environments.Length + 1)])
        {
            var created = await Create("/environments/", mark => new JsonObject
            {
                ["project_id"] = project.Id,
                ["name"] = environment,
                ["url"] = $"https://{mark}.example.com",
            });
            if (created is null)
                return false;
        }

        for (var i = random.Next(4); i > 0; i--)
        {
            var release = await Create("/releases/", mark => new JsonObject
            {
                ["project_id"] = project.Id,
                ["version"] = $"{i}.0.0",
                ["name"] = mark,
            });
            if (release is null || !await Describe(random.Next(2) == 0 ? release : project))
                return false;
        }

        return true;
    }

    private async Task<Acknowledged?> Create(string path, Func<string, JsonObject> body)
    {
        var mark = _ledger.NextMark();
        var created = await _ledger.Create(_client, new Creation(path, mark, body(mark)));
        if (created is not null)
            Count(1);
        return created;
    }

    private async Task<bool> Describe(Acknowledged entity)
    {
        var isAnswered = await Ledger.Describe(_client, entity, _ledger.NextMark());
        if (isAnswered)
            Count(1);
        return isAnswered;
    }

    private void Count(int acknowledged)
    {
        if (Interlocked.Add(ref _acknowledged, acknowledged) >= Volatile.Read(ref _wanted))
            _enough.TrySetResult();
    }
}

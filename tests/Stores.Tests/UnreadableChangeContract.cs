using System.Collections.Concurrent;
using Enterprise.Core.Auditing;
using Enterprise.Core.DeadLetters;
using Enterprise.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Enterprise.Stores.Tests;

/// <summary>
/// What a change that can't be read does to a feed, on every store: it is parked as a dead letter with what is left of
/// it and reported, and the changes around it and after it are taken in.
/// </summary>
public abstract class UnreadableChangeContract : IAsyncLifetime
{
    /// <summary>Where every change of these tests is.</summary>
    protected const string Partition = "project:1";

    private readonly ErrorLog _log = new();

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The store under test, opened for <see cref="Types"/>.</summary>
    protected IDocumentStore Store { get; set; } = null!;

    protected static IReadOnlyList<DocumentType> Types { get; } =
        [Changes.OfProjects, Changes.OfDirectory, DeadLetterDocuments.Type];

    /// <inheritdoc/>
    public abstract ValueTask InitializeAsync();

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Commits a change whose body is this, as the store's own code never would.</summary>
    protected abstract Task Spoil(string id, string json);

    /// <summary>Hands the feed over until the condition is met, and goes on where the last time ended.</summary>
    protected abstract Task Pump(Func<ChangeBatch, CancellationToken, Task> handle, Func<bool> until);

    [Theory]
    [InlineData("""{"id":"spoilt","action":"sample.changed"}""")]
    [InlineData("""{"id":7,"action":[],"entity_type":"sample","occurred_at":"yesterday"}""")]
    [InlineData("""["not","even","an","object"]""")]
    [InlineData("null")]
    public async Task A_change_that_can_not_be_read_is_parked_and_the_others_go_on(string json)
    {
        var consumer = new Consumer();
        var dispatcher = new ChangeDispatcher(Store, TimeProvider.System, _log);
        await Commit("before");
        await Spoil("spoilt", json);
        await Commit("after");

        await Pump(
            (batch, stop) => dispatcher.Dispatch(consumer, batch, stop).AsTask(),
            until: () => consumer.Taken.Contains("after"));
        await Commit("later");
        await Pump(
            (batch, stop) => dispatcher.Dispatch(consumer, batch, stop).AsTask(),
            until: () => consumer.Taken.Contains("later"));

        Assert.Equal(["before", "after", "later"], consumer.Taken.Distinct());
        var letter = (await Store.Get(DeadLetterDocuments.Type, DeadLetterDocuments.Key("sample", "spoilt"), Stop))!.Value;
        Assert.Equal(("spoilt", null), (letter.ChangeId, letter.Change));
        Assert.Equal(json, letter.Json);
        Assert.NotEmpty(letter.Error);
        Assert.Contains(_log.Errors, error => error.StartsWith("The change spoilt can't be read:", StringComparison.Ordinal));
    }

    private async Task Commit(string id)
    {
        var commit = new Commit(Container.Projects, Partition).Create(Changes.OfProjects, id, Samples.ChangeOf(id));
        Assert.True((await Store.Commit(commit, Stop)).Succeeded);
    }

    private sealed class Consumer : IChangeConsumer
    {
        internal ConcurrentQueue<string> Taken { get; } = [];

        public string Name => "sample";

        public ValueTask Handle(IReadOnlyList<Change> changes, CancellationToken cancellationToken)
        {
            foreach (var change in changes)
                Taken.Enqueue(change.Id);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class ErrorLog : ILogger<ChangeDispatcher>
    {
        internal ConcurrentQueue<string> Errors { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Error)
                Errors.Enqueue(formatter(state, exception));
        }
    }
}

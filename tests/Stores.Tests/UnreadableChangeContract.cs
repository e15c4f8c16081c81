using System.Collections.Concurrent;
using Enterprise.Core.Auditing;
using Enterprise.Core.DeadLetters;
using Enterprise.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Enterprise.Stores.Tests;

/// <summary>
/// What an unreadable change does to a feed, on every store: it is stored as a dead letter with its JSON and logged,
/// and the changes before and after it are handled.
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

    /// <summary>Writes a change with this body, which the store's own code never does.</summary>
    protected abstract Task CommitUnreadable(string id, string json);

    /// <summary>Hands the feed to a consumer until the condition is met; the next call continues there.</summary>
    protected abstract Task Pump(Func<ChangeBatch, CancellationToken, Task> handle, Func<bool> until);

    [Theory]
    [InlineData("""{"id":"unreadable","action":"sample.changed"}""")]
    [InlineData("""{"id":7,"action":[],"entity_type":"sample","occurred_at":"yesterday"}""")]
    [InlineData("""["not","even","an","object"]""")]
    [InlineData("null")]
    public async Task Unreadable_change_becomes_a_dead_letter_and_the_others_are_handled(string json)
    {
        var consumer = new Consumer();
        var dispatcher = new ChangeDispatcher(Store, TimeProvider.System, _log);
        await Commit("before");
        await CommitUnreadable("unreadable", json);
        await Commit("after");

        await Pump(
            (batch, stop) => dispatcher.Dispatch(consumer, batch, stop).AsTask(),
            until: () => consumer.Handled.Contains("after"));
        await Commit("later");
        await Pump(
            (batch, stop) => dispatcher.Dispatch(consumer, batch, stop).AsTask(),
            until: () => consumer.Handled.Contains("later"));

        Assert.Equal(["before", "after", "later"], consumer.Handled.Distinct());
        var key = DeadLetterDocuments.Key("sample", "unreadable");
        var letter = (await Store.Get(DeadLetterDocuments.Type, key, Stop))!.Value;
        Assert.Equal(("unreadable", null), (letter.ChangeId, letter.Change));
        Assert.Equal(json, letter.Json);
        Assert.NotEmpty(letter.Error);
        Assert.Contains(
            _log.Errors, error => error.StartsWith("The change unreadable can't be read:", StringComparison.Ordinal));
    }

    private async Task Commit(string id)
    {
        var commit = new Commit(Container.Projects, Partition).Create(Changes.OfProjects, id, Samples.ChangeOf(id));
        Assert.True((await Store.Commit(commit, Stop)).Succeeded);
    }

    private sealed class Consumer : IChangeConsumer
    {
        internal ConcurrentQueue<string> Handled { get; } = [];

        public string Name => "sample";

        public ValueTask Handle(IReadOnlyList<Change> changes, CancellationToken cancellationToken)
        {
            foreach (var change in changes)
                Handled.Enqueue(change.Id);
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
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Error)
                Errors.Enqueue(formatter(state, exception));
        }
    }
}

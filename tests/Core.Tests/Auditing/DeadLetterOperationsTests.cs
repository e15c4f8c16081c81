using Enterprise.Core.Access;
using Enterprise.Core.Auditing;
using Enterprise.Core.DeadLetters;
using Enterprise.Core.Editing;
using Enterprise.Core.Problems;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Tests.Auditing;

public sealed class DeadLetterOperationsTests : IDisposable
{
    private readonly CoreFixture _core = new();
    private readonly Consumer _consumer = new();
    private readonly Change _change = AuditTrailTests.SampleChanges(7, [DateTimeOffset.UnixEpoch.AddDays(1)])[0];

    private static Call Admin => CoreFixture.CallOf(Role.Admin);

    public void Dispose() => _core.Dispose();

    [Fact]
    public async Task Successful_replay_deletes_the_dead_letter_and_is_audited()
    {
        await Park("sample", _change);

        var changes = await _core.ChangesOf(() => Replay("sample"));

        Assert.Equal([_change.Id], _consumer.Handled);
        Assert.Empty(await Letters());
        var change = Assert.Single(changes);
        Assert.Equal(("dead_letter.replayed", _change.ProjectId), (change.Action, change.ProjectId));
        Assert.Contains(_change.Id, CoreFixture.Text(change.NewValues), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("audit-trail")]
    [InlineData("review-scheduler")]
    [InlineData("approver-watch")]
    [InlineData("notification-planner")]
    public async Task Dead_letters_of_every_consumer_can_be_replayed(string consumer)
    {
        await Park(consumer, _change);

        await _core.Service<DeadLetterOperations>().Replay(Admin, consumer, _change.Id, IfMatch.Any, CoreFixture.Stop);

        Assert.Empty(await Letters());
    }

    [Fact]
    public async Task Failing_replay_is_a_conflict_naming_the_error_and_keeps_the_dead_letter()
    {
        await Park("sample", _change);
        _consumer.Failure = new FormatException("poison");

        var refusal = await AssertRefused.With(RefusalKind.Conflict, Replay("sample"));

        Assert.Contains("poison", refusal.Message, StringComparison.Ordinal);
        Assert.Single(await Letters());
    }

    [Fact]
    public async Task Unavailable_store_is_rethrown_and_the_dead_letter_is_kept()
    {
        await Park("sample", _change);
        _consumer.Failure = new StoreUnavailableException("busy", TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => Replay("sample"));

        Assert.Single(await Letters());
    }

    [Fact]
    public async Task Replay_of_an_unreadable_change_or_unknown_consumer_is_refused_and_not_audited()
    {
        await Park("sample", null);
        await Park("gone", _change);

        var changes = await _core.ChangesOf(async () =>
        {
            await AssertRefused.With(RefusalKind.Conflict, Replay("sample"));
            await AssertRefused.With(RefusalKind.Conflict, Replay("gone"));
            await AssertRefused.With(RefusalKind.NotFound, Replay("nobody"));
            await AssertRefused.With(RefusalKind.NotFound, Replay(new string('x', 1_000)));
        });

        Assert.Empty(changes);
        Assert.Equal(["gone", "sample"], (await Letters()).Select(letter => letter.Consumer).Order());
    }

    [Fact]
    public async Task Change_parked_by_several_consumers_is_listed_once_for_each_across_pages()
    {
        foreach (var consumer in new[] { "a", "b", "c" })
            await Park(consumer, _change);
        var request = CoreFixture.Everything(DeadLetterDocuments.List, limit: 2);

        var first = await Operations().List(Admin, request, CoreFixture.Stop);
        var second = await Operations().List(Admin, request with { After = first.Next }, CoreFixture.Stop);

        Assert.Equal(["c", "b", "a"], first.Items.Concat(second.Items).Select(item => item.Value.Consumer));
        Assert.Null(second.Next);
    }

    private async Task Park(string consumer, Change? change)
    {
        var letter = new DeadLetter
        {
            Consumer = consumer,
            ChangeId = _change.Id,
            Change = change,
            Error = "poison",
            ParkedAt = _core.Time.GetUtcNow(),
        };
        var key = DeadLetterDocuments.Key(consumer, _change.Id);
        var commit = new Commit(Container.Outbox, key.Partition).Create(DeadLetterDocuments.Type, key.Id, letter);
        Assert.True((await _core.Store.Commit(commit, CoreFixture.Stop)).Succeeded);
    }

    private async Task Replay(string consumer) =>
        await Operations().Replay(Admin, consumer, _change.Id, IfMatch.Any, CoreFixture.Stop);

    private async Task<IReadOnlyList<DeadLetter>> Letters() =>
        [
            .. (await _core.Store.Query(new DocumentQuery<DeadLetter>(DeadLetterDocuments.Type), CoreFixture.Stop))
                .Items.Select(item => item.Value),
        ];

    private DeadLetterOperations Operations() =>
        new(_core.Store, _core.Service<AccessGuard>(), _core.Service<ChangeLog>(), [_consumer]);

    private sealed class Consumer : IChangeConsumer
    {
        internal Exception? Failure { get; set; }

        internal List<string> Handled { get; } = [];

        public string Name => "sample";

        public ValueTask Handle(IReadOnlyList<Change> changes, CancellationToken cancellationToken)
        {
            if (Failure is { } failure)
                throw failure;
            Handled.AddRange(changes.Select(change => change.Id));
            return ValueTask.CompletedTask;
        }
    }
}

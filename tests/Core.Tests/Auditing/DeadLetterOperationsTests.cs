using Enterprise.Core.Access;
using Enterprise.Core.Auditing;
using Enterprise.Core.DeadLetters;
using Enterprise.Core.Editing;
using Enterprise.Core.Problems;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Tests.Auditing;

public sealed class DeadLetterOperationsTests : IDisposable
{
    private readonly Registry _registry = new();
    private readonly Consumer _consumer = new();
    private readonly Change _change = AuditTrailTests.Some(7, [DateTimeOffset.UnixEpoch.AddDays(1)])[0];

    private static Call Admin => Registry.CallOf(Role.Admin);

    public void Dispose() => _registry.Dispose();

    [Fact]
    public async Task A_change_that_is_taken_in_by_now_is_no_dead_letter_any_more_and_that_is_audited()
    {
        await Park("sample", _change);

        var changes = await _registry.ChangesOf(() => Replay("sample"));

        Assert.Equal([_change.Id], _consumer.Taken);
        Assert.Empty(await Letters());
        var change = Assert.Single(changes);
        Assert.Equal(("dead_letter.replayed", _change.ProjectId), (change.Action, change.ProjectId));
        Assert.Contains(_change.Id, Registry.Text(change.NewValues), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("audit-trail")]
    [InlineData("review-scheduler")]
    [InlineData("approver-watch")]
    [InlineData("notification-planner")]
    public async Task Whatever_takes_in_changes_takes_in_what_was_parked_for_it(string consumer)
    {
        await Park(consumer, _change);

        await _registry.Service<DeadLetterOperations>().Replay(Admin, consumer, _change.Id, IfMatch.Any, Registry.Stop);

        Assert.Empty(await Letters());
    }

    [Fact]
    public async Task A_change_that_is_still_poisoned_stays_and_the_reason_is_told()
    {
        await Park("sample", _change);
        _consumer.Failure = new FormatException("poison");

        var refusal = await Refused.With(RefusalKind.Conflict, Replay("sample"));

        Assert.Contains("poison", refusal.Message, StringComparison.Ordinal);
        Assert.Single(await Letters());
    }

    [Fact]
    public async Task A_store_out_of_reach_is_no_fault_of_the_change()
    {
        await Park("sample", _change);
        _consumer.Failure = new StoreUnavailableException("busy", TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => Replay("sample"));

        Assert.Single(await Letters());
    }

    [Fact]
    public async Task What_can_not_be_read_or_is_taken_in_by_nobody_is_refused_unaudited()
    {
        await Park("sample", null);
        await Park("gone", _change);

        var changes = await _registry.ChangesOf(async () =>
        {
            await Refused.With(RefusalKind.Conflict, Replay("sample"));
            await Refused.With(RefusalKind.Conflict, Replay("gone"));
            await Refused.With(RefusalKind.NotFound, Replay("nobody"));
            await Refused.With(RefusalKind.NotFound, Replay(new string('x', 1_000)));
        });

        Assert.Empty(changes);
        Assert.Equal(["gone", "sample"], (await Letters()).Select(letter => letter.Consumer).Order());
    }

    [Fact]
    public async Task A_change_that_several_can_not_take_in_is_listed_for_each_over_all_pages()
    {
        foreach (var consumer in new[] { "a", "b", "c" })
            await Park(consumer, _change);
        var request = Registry.Everything(DeadLetterDocuments.List, limit: 2);

        var first = await Operations().List(Admin, request, Registry.Stop);
        var second = await Operations().List(Admin, request with { After = first.Next }, Registry.Stop);

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
            ParkedAt = _registry.Time.GetUtcNow(),
        };
        var key = DeadLetterDocuments.Key(consumer, _change.Id);
        var commit = new Commit(Container.Outbox, key.Partition).Create(DeadLetterDocuments.Type, key.Id, letter);
        Assert.True((await _registry.Store.Commit(commit, Registry.Stop)).Succeeded);
    }

    private async Task Replay(string consumer) => await Operations().Replay(Admin, consumer, _change.Id, IfMatch.Any, Registry.Stop);

    private async Task<IReadOnlyList<DeadLetter>> Letters() =>
        [.. (await _registry.Store.Query(new DocumentQuery<DeadLetter>(DeadLetterDocuments.Type), Registry.Stop)).Items.Select(item => item.Value)];

    private DeadLetterOperations Operations() =>
        new(_registry.Store, _registry.Service<AccessGuard>(), _registry.Service<ChangeLog>(), [_consumer]);

    private sealed class Consumer : IChangeConsumer
    {
        internal Exception? Failure { get; set; }

        internal List<string> Taken { get; } = [];

        public string Name => "sample";

        public ValueTask Handle(IReadOnlyList<Change> changes, CancellationToken cancellationToken)
        {
            if (Failure is { } failure)
                throw failure;
            Taken.AddRange(changes.Select(change => change.Id));
            return ValueTask.CompletedTask;
        }
    }
}

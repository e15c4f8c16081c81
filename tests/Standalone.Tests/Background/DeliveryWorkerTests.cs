using System.Collections.Concurrent;
using Enterprise.Core;
using Enterprise.Core.Entities;
using Enterprise.Core.Notifications;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;
using Enterprise.Sqlite;
using Enterprise.Standalone.Background;
using Enterprise.Standalone.Tests.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Standalone.Tests.Background;

public sealed class DeliveryWorkerTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly Workspace _workspace = new();
    private readonly Sender _sender = new();
    private readonly SqliteDocumentStore _store;
    private readonly ServiceProvider _services;
    private readonly DeliveryWorker _worker;
    private int _planned;

    public DeliveryWorkerTests()
    {
        _store = SqliteDocumentStore.Open(
            new SqliteStoreOptions(_workspace.Data) { BusyTimeout = TimeSpan.FromMilliseconds(50) },
            CoreServices.DocumentTypes,
            _time);
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(_time)
            .AddSingleton(new IdAllocation(1))
            .AddSingleton<IDocumentStore>(_store)
            .AddSingleton<IMessageSender>(_sender)
            .AddSingleton(PublicUrl.Parse(null))
            .AddDeliverySignal()
            .AddEnterpriseCore()
            .BuildServiceProvider();
        _worker = new DeliveryWorker(
            _services.GetRequiredService<DeliveryService>(), Signal, _time, NullLogger<DeliveryWorker>.Instance);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private DeliverySignal Signal => _services.GetRequiredService<DeliverySignal>();

    public async ValueTask InitializeAsync()
    {
        var user = new User { Id = 1, Email = "olga@example.com", Name = "Olga" };
        var key = UserDocuments.Key(user.Id);
        var commit = new Commit(Container.Directory, key.Partition).Create(UserDocuments.Type, key.Id, user);
        Assert.True((await _store.Commit(commit, Stop)).Succeeded);
    }

    public async ValueTask DisposeAsync()
    {
        _sender.Open();
        await _worker.StopAsync(CancellationToken.None);
        _worker.Dispose();
        await _services.DisposeAsync();
        _store.Dispose();
        _workspace.Dispose();
    }

    [Fact]
    public async Task Delivery_that_fell_due_while_the_host_was_down_is_sent_at_its_start()
    {
        _sender.Open();
        var id = await Plan("example.com", _time.GetUtcNow().AddHours(-1));

        await _worker.StartAsync(Stop);

        await Waiting.Until("it is delivered", () => _sender.Begun.Contains(id));
    }

    [Fact]
    public async Task New_delivery_wakes_the_worker_at_once()
    {
        _sender.Open();
        await _worker.StartAsync(Stop);
        var first = await Plan("example.com", _time.GetUtcNow());
        Signal.Raise();
        await Waiting.Until("the first is sent", () => _sender.Begun.Contains(first));

        var second = await Plan("example.com", _time.GetUtcNow());
        await Signal.Enqueue([new QueuedDelivery(second, 1, _time.GetUtcNow())], Stop);

        await Waiting.Until("the second is sent", () => _sender.Begun.Contains(second));
    }

    [Fact]
    public async Task Delivery_is_sent_when_due_and_not_before()
    {
        _sender.Open();
        var id = await Plan("example.com", _time.GetUtcNow().AddSeconds(40));
        await _worker.StartAsync(Stop);
        var other = await Plan("example.com", _time.GetUtcNow());
        Signal.Raise();
        await Waiting.Until("the other is sent", () => _sender.Begun.Contains(other));
        Assert.DoesNotContain(id, _sender.Begun);
        var due = _time.GetUtcNow().AddSeconds(40);

        await Waiting.Until("it is sent", () =>
        {
            if (_sender.Begun.Contains(id))
                return true;
            _time.Advance(TimeSpan.FromSeconds(5));
            return false;
        });

        Assert.True(_time.GetUtcNow() >= due);
    }

    [Fact]
    public async Task Slow_receiver_delays_no_other()
    {
        var slow = new List<string>();
        for (var i = 0; i < 100; i++)
            slow.Add(await Plan("slow.example.com", _time.GetUtcNow()));
        await _worker.StartAsync(Stop);
        await Waiting.Until("it is busy", () => _sender.Begun.Count == 4);

        var other = await Plan("example.com", _time.GetUtcNow());
        Signal.Raise();

        await Waiting.Until("the other is sent", () => _sender.Begun.Contains(other));
        Assert.Equal(5, _sender.Begun.Count);
        _sender.Open();
        await Waiting.Until("all are sent", () => _sender.Begun.Count == 101);
        Assert.Equal(101, _sender.Begun.Distinct().Count());
    }

    [Fact]
    public async Task At_most_32_deliveries_are_sent_at_once()
    {
        for (var i = 0; i < 50; i++)
            await Plan($"host{i}.example.com", _time.GetUtcNow());

        await _worker.StartAsync(Stop);
        await Waiting.Until("it is busy", () => _sender.Begun.Count == 32);
        Signal.Raise();
        _sender.Open();
        await Waiting.Until("all are sent", () => _sender.Begun.Count == 50);

        Assert.Equal(32, _sender.MostAtOnce);
    }

    [Fact]
    public async Task Stopping_host_finishes_deliveries_in_progress()
    {
        var id = await Plan("example.com", _time.GetUtcNow());
        await _worker.StartAsync(Stop);
        await Waiting.Until("it is in progress", () => _sender.Begun.Count == 1);

        var stopping = _worker.StopAsync(CancellationToken.None);
        Assert.False(stopping.IsCompleted);
        _sender.Open();
        await stopping;

        Assert.Equal(DeliveryStatus.Delivered, (await Read(id)).Status);
    }

    [Fact]
    public async Task Delivery_cut_off_by_the_stop_timeout_stays_pending_for_the_next_start()
    {
        var id = await Plan("example.com", _time.GetUtcNow());
        await _worker.StartAsync(Stop);
        await Waiting.Until("it is in progress", () => _sender.Begun.Count == 1);

        using var timeout = new CancellationTokenSource();
        var stopping = _worker.StopAsync(timeout.Token);
        await timeout.CancelAsync();
        await stopping;
        await _worker.ExecuteTask!;

        var left = await Read(id);
        Assert.Equal(DeliveryStatus.Pending, left.Status);
        Assert.Equal(AttemptOutcome.Started, Assert.Single(left.Attempts).Outcome);
        Assert.Equal(_time.GetUtcNow() + DeliveryService.Lease, left.DueAt);
    }

    [Fact]
    public async Task Delivery_is_sent_after_the_store_was_locked()
    {
        _sender.Open();
        var id = await Plan("example.com", _time.GetUtcNow());
        using (var other = _workspace.Open())
        {
            other.Run("BEGIN IMMEDIATE");
            await _worker.StartAsync(Stop);
            await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
                await Plan("example.com", _time.GetUtcNow()));
            other.Run("ROLLBACK");
        }

        await Waiting.Until("it is sent", () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return _sender.Begun.Contains(id);
        });
    }

    private async Task<string> Plan(string host, DateTimeOffset dueAt)
    {
        var changeId = new Guid(++_planned, 0, 0, new byte[8]).ToString();
        var delivery = new Delivery
        {
            Id = DeliveryDocuments.IdOf(changeId, "user:1", ChannelKind.Email, channelId: null),
            ChangeId = changeId,
            Event = NotificationEvent.ReviewDue,
            Recipient = "user:1",
            UserId = 1,
            Kind = ChannelKind.Email,
            Host = host,
            Message = new Message { Event = NotificationEvent.ReviewDue, Title = "Review due today: Portal" },
            DueAt = dueAt,
            CreatedAt = _time.GetUtcNow(),
        };
        var key = DeliveryDocuments.Key(delivery.Id);
        var commit = new Commit(Container.Outbox, key.Partition).Create(DeliveryDocuments.Type, key.Id, delivery);
        Assert.True((await _store.Commit(commit, Stop)).Succeeded);
        return delivery.Id;
    }

    private async Task<Delivery> Read(string id) =>
        (await _store.Get(DeliveryDocuments.Type, DeliveryDocuments.Key(id), Stop))!.Value;

    /// <summary>Sends nothing until it is opened.</summary>
    private sealed class Sender : IMessageSender
    {
        private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ConcurrentQueue<string> _begun = new();
        private readonly Lock _lock = new();
        private int _inProgress;

        public ChannelKind Kind => ChannelKind.Email;

        internal IReadOnlyList<string> Begun => [.. _begun];

        internal int MostAtOnce { get; private set; }

        internal void Open() => _gate.TrySetResult();

        public async ValueTask<SendResult> Send(
            Message message, MessageTarget target, CancellationToken cancellationToken)
        {
            lock (_lock)
                MostAtOnce = Math.Max(MostAtOnce, ++_inProgress);
            _begun.Enqueue(target.DeliveryId!);
            await _gate.Task.WaitAsync(cancellationToken);
            lock (_lock)
                _inProgress--;
            return SendResult.Sent;
        }
    }
}

using System.Globalization;
using System.Net;
using Enterprise.Core;
using Enterprise.Core.Access;
using Enterprise.Core.Auditing;
using Enterprise.Core.Entities;
using Enterprise.Core.Notifications;
using Enterprise.Core.Processes;
using Enterprise.Core.Projects;
using Enterprise.Core.Projects.Governance;
using Enterprise.Core.Reviews;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;
using Enterprise.Sqlite;
using Enterprise.Standalone.Background;
using Enterprise.Standalone.Tests.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Standalone.Tests.Background;

/// <summary>A year of an installation, with a clock that the test sets.</summary>
public sealed class YearTests : IDisposable
{
    private static readonly DateTimeOffset _begin = new(2026, 1, 1, 6, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("enterprise-year-");
    private readonly FakeTimeProvider _time = new(_begin);
    private readonly List<string> _recorded = [];
    private readonly HashSet<string> _planned = new(StringComparer.Ordinal);
    private readonly List<string> _notified = [];
    private Driven _host;

    public YearTests() => _host = new Driven(_directory, _time);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>
    /// Bob requests approval of a project and nobody decides; Cleo's project is reviewed late once, then not again. The
    /// host is restarted in July, and is down during two of the last reminders.
    /// </summary>
    [Fact]
    public async Task Reminders_and_escalations_of_a_year_are_sent_on_their_days_across_restarts()
    {
        await Person("ada", Role.Admin);
        var bob = await Person("bob", Role.Manager);
        var cleo = await Person("cleo", Role.Manager);
        await _host.Start();
        await Create(bob, new ProjectFields { Name = "Unanswered", RequiresApproval = true });
        var portal = await Create(
            cleo, new ProjectFields { Name = "Portal", ReviewDueDate = new DateOnly(2026, 6, 1) });

        await PlayUntil(new(2026, 6, 20, 12, 0, 0, TimeSpan.Zero));
        await Review(portal, cleo, next: new DateOnly(2026, 12, 1));
        await PlayUntil(new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero));
        await Restart();
        await PlayUntil(new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero));
        await _host.DisposeAsync();
        _time.SetUtcNow(new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero));
        _host = new Driven(_directory, _time);
        await _host.Start();
        await PlayUntil(_begin.AddYears(1));

        Assert.Equal(
            [
                "2026-01-05 06h approval.reminded",
                "2026-01-07 06h approval.reminded",
                "2026-01-08 06h approval.escalated",
                "2026-01-12 06h approval.reminded",
                "2026-01-14 06h approval.reminded",
                "2026-01-15 06h approval.expired",
                "2026-05-18 08h review.reminded days_before 14",
                "2026-05-25 08h review.reminded days_before 7",
                "2026-05-31 08h review.reminded days_before 1",
                "2026-06-01 08h review.reminded days_before 0",
                "2026-06-08 08h review.overdue_reminded days_overdue 7",
                "2026-06-08 08h review.escalated days_overdue 7",
                "2026-06-15 08h review.overdue_reminded days_overdue 14",
                "2026-06-15 08h review.escalated days_overdue 14",
                "2026-11-17 08h review.reminded days_before 14",
                "2026-11-30 12h review.reminded days_before 1",
                "2026-12-01 08h review.reminded days_before 0",
                "2026-12-08 08h review.overdue_reminded days_overdue 7",
                "2026-12-08 08h review.escalated days_overdue 7",
                "2026-12-15 08h review.overdue_reminded days_overdue 14",
                "2026-12-15 08h review.escalated days_overdue 14",
                "2026-12-22 08h review.overdue_reminded days_overdue 21",
                "2026-12-22 08h review.escalated days_overdue 21",
                "2026-12-29 08h review.overdue_reminded days_overdue 28",
                "2026-12-29 08h review.escalated days_overdue 28",
            ],
            _recorded);
        Assert.Equal(
            [
                // Ada, an administrator, and Cleo may decide; Bob is the requester.
                "2026-01-01 06h ApprovalAssigned user:1",
                "2026-01-01 06h ApprovalAssigned user:3",
                "2026-01-05 06h ApprovalReminder user:1",
                "2026-01-05 06h ApprovalReminder user:3",
                "2026-01-07 06h ApprovalReminder user:1",
                "2026-01-07 06h ApprovalReminder user:3",
                "2026-01-08 06h ApprovalEscalated user:1",
                "2026-01-12 06h ApprovalReminder user:1",
                "2026-01-12 06h ApprovalReminder user:3",
                "2026-01-14 06h ApprovalReminder user:1",
                "2026-01-14 06h ApprovalReminder user:3",
                "2026-01-15 06h ApprovalDecided user:2",
                "2026-05-18 08h ReviewDue user:3",
                "2026-05-25 08h ReviewDue user:3",
                "2026-05-31 08h ReviewDue user:3",
                "2026-06-01 08h ReviewDue user:3",
                "2026-06-08 08h ReviewOverdue user:3",
                "2026-06-08 08h ReviewEscalated user:1",
                "2026-06-15 08h ReviewOverdue user:3",
                "2026-06-15 08h ReviewEscalated user:1",
                "2026-11-17 08h ReviewDue user:3",
                "2026-11-30 12h ReviewDue user:3",
                "2026-12-01 08h ReviewDue user:3",
                "2026-12-08 08h ReviewOverdue user:3",
                "2026-12-08 08h ReviewEscalated user:1",
                "2026-12-15 08h ReviewOverdue user:3",
                "2026-12-15 08h ReviewEscalated user:1",
                "2026-12-22 08h ReviewOverdue user:3",
                "2026-12-22 08h ReviewEscalated user:1",
                "2026-12-29 08h ReviewOverdue user:3",
                "2026-12-29 08h ReviewEscalated user:1",
            ],
            _notified);
    }

    public void Dispose()
    {
        _host.Dispose();
        _directory.Delete(recursive: true);
    }

    private async Task Restart()
    {
        await _host.DisposeAsync();
        _host = new Driven(_directory, _time);
        await _host.Start();
    }

    /// <summary>Advances the time to each due time in turn; only the clock's own timers wake it.</summary>
    private async Task PlayUntil(DateTimeOffset end)
    {
        await WhatFellDue();
        while (await _host.FirstDue(Stop) is { } due && due < end)
        {
            if (due > _time.GetUtcNow())
                _time.SetUtcNow(due);
            await WhatFellDue();
        }

        _time.SetUtcNow(end);
    }

    /// <summary>Advances the time until nothing is due, as it is not known when the clock sets its timers.</summary>
    private async Task WhatFellDue()
    {
        var now = _time.GetUtcNow();
        await Waiting.Until("what fell due is done", async () =>
        {
            if (await _host.FirstDue(Stop) is not { } next || next > now)
                return true;
            _time.Advance(TimeSpan.FromSeconds(1));
            return false;
        });
        await Observe();
    }

    private async Task Observe()
    {
        foreach (var change in await _host.FollowChanges(Stop))
        {
            if (change.UserId is null && change.EntityType is "approval" or "review")
                _recorded.Add($"{Day(change.OccurredAt)} {change.Action}{Days(change)}");
        }

        var query = new DocumentQuery<Delivery>(DeliveryDocuments.Type)
        {
            Sort = [new Order(DeliveryDocuments.CreatedAt, Descending: true)],
            Limit = 100,
        };
        var page = await _host.Service<IDocumentStore>().Query(query, Stop);
        _notified.AddRange(page.Items.Select(item => item.Value)
            .Where(delivery => _planned.Add(delivery.Id))
            .OrderBy(delivery => delivery.CreatedAt)
            .ThenBy(delivery => delivery.Event)
            .ThenBy(delivery => delivery.UserId)
            .Select(delivery => $"{Day(delivery.CreatedAt)} {delivery.Event} {delivery.Recipient}"));
    }

    private static string Days(Change change) =>
        change.EntityType == "review" && change.NewValues is { } values
            ? string.Concat(new[] { "days_before", "days_overdue" }
                .Where(name => values.TryGetProperty(name, out _))
                .Select(name => $" {name} {values.GetProperty(name).GetInt32()}"))
            : "";

    private static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH'h'", CultureInfo.InvariantCulture);

    private async Task<long> Person(string name, Role role)
    {
        var fields = new UserFields { Email = $"{name}@example.com", Name = name, Role = role };
        var created = await _host.Service<UserService>().Create(CallOf(Role.Admin, 999), fields, key: null, Stop);
        return created.Value.Id;
    }

    private async Task<long> Create(long owner, ProjectFields fields)
    {
        var call = CallOf(Role.Manager, owner);
        return (await _host.Service<ProjectService>().Create(call, fields, key: null, Stop)).Project.Value.Id;
    }

    private async Task Review(long project, long owner, DateOnly next) => await _host.Service<ReviewService>().Complete(
        CallOf(Role.Manager, owner),
        project,
        new NewReview { Outcome = ReviewOutcome.Confirmed, NextDueDate = next, ConfirmsOwnership = true },
        key: null,
        Stop);

    private static Call CallOf(Role role, long userId) => new(
        new Caller(userId, role, DefaultClearance.Of(role), "example.com", new HashSet<long>()),
        new Origin(userId, IPAddress.Loopback, "tests", "request-1"));

    /// <summary>The parts of the host that depend on time: the store, the services and the clock.</summary>
    private sealed class Driven : IAsyncDisposable, IDisposable
    {
        private const string Reader = "year";

        private readonly SqliteDocumentStore _store;
        private readonly ServiceProvider _services;
        private readonly ProcessClock _clock;

        internal Driven(DirectoryInfo directory, TimeProvider time)
        {
            _store = SqliteDocumentStore.Open(
                new SqliteStoreOptions(directory.FullName), CoreServices.DocumentTypes, time);
            _services = new ServiceCollection()
                .AddSingleton<IDocumentStore>(_store)
                .AddSingleton(new IdAllocation(1))
                .AddSingleton(time)
                .AddSingleton(new NotificationOptions { HasEmail = true })
                .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
                .AddSingleton(PublicUrl.Parse(null))
                .AddSingleton<ProcessClock>()
                .AddSingleton<IProcessDriver>(provider => provider.GetRequiredService<ProcessClock>())
                .AddDeliverySignal()
                .AddEnterpriseCore()
                .BuildServiceProvider();
            _clock = _services.GetRequiredService<ProcessClock>();
        }

        internal T Service<T>()
            where T : notnull => _services.GetRequiredService<T>();

        internal Task Start() => _clock.StartAsync(Stop);

        internal async Task<DateTimeOffset?> FirstDue(CancellationToken cancellationToken)
        {
            DateTimeOffset? first = null;
            foreach (var process in _services.GetServices<ITimedProcess>())
            {
                if (await process.First(1, cancellationToken) is [var due] && !(first <= due.DueAt))
                    first = due.DueAt;
            }

            return first;
        }

        internal async Task<IReadOnlyList<Change>> FollowChanges(CancellationToken cancellationToken)
        {
            var page = await _store.Feed.Read(Reader, 1000, cancellationToken);
            foreach (var consumer in _services.GetServices<IChangeConsumer>())
                await consumer.Handle(page.Changes, cancellationToken);
            await _store.Feed.Acknowledge(Reader, page.Position, cancellationToken);
            return page.Changes;
        }

        public async ValueTask DisposeAsync()
        {
            await _clock.StopAsync(CancellationToken.None);
            Dispose();
        }

        public void Dispose()
        {
            _clock.Dispose();
            _services.Dispose();
            _store.Dispose();
        }
    }
}

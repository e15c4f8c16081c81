using Enterprise.Core;
using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;
using Enterprise.Sqlite;
using Enterprise.Standalone.Background;
using Enterprise.Standalone.Tests.Processes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Standalone.Tests.Background;

public sealed class MaintenanceTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly Workspace _workspace = new();
    private readonly SqliteDocumentStore _store;

    public MaintenanceTests() => _store = SqliteDocumentStore.Open(
        new SqliteStoreOptions(_workspace.Data) { BusyTimeout = TimeSpan.FromMilliseconds(50) },
        CoreServices.DocumentTypes,
        _time);

    public void Dispose()
    {
        _store.Dispose();
        _workspace.Dispose();
    }

    [Fact]
    public async Task Expired_documents_are_deleted_and_others_kept()
    {
        await CommitChange("old");
        _time.Advance(Changes.Retention - TimeSpan.FromHours(2));
        await CommitChange("young");
        using var maintenance = new Maintenance(_store, _time, NullLogger<Maintenance>.Instance);
        await maintenance.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["old", "young"], Stored());

        await Waiting.Until("the old one is gone", () =>
        {
            _time.Advance(TimeSpan.FromMinutes(30));
            return Stored() is ["young"];
        });

        await maintenance.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Maintenance_continues_after_a_failure()
    {
        await CommitChange("old");
        _time.Advance(Changes.Retention);
        using var maintenance = new Maintenance(_store, _time, NullLogger<Maintenance>.Instance);
        using (var other = _workspace.Open())
        {
            other.Run("BEGIN IMMEDIATE");
            await maintenance.StartAsync(TestContext.Current.CancellationToken);
            for (var hour = 0; hour < 3; hour++)
            {
                _time.Advance(TimeSpan.FromHours(1));
                await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
                    await _store.Optimize(TestContext.Current.CancellationToken));
            }

            Assert.Equal(["old"], Stored());
            other.Run("ROLLBACK");
        }

        await Waiting.Until("the old one is gone", () =>
        {
            _time.Advance(TimeSpan.FromHours(1));
            return Stored().Count == 0;
        });

        await maintenance.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Stopping_host_ends_maintenance_without_a_failure()
    {
        await CommitChange("old");
        _time.Advance(Changes.Retention);
        using var maintenance = new Maintenance(_store, _time, NullLogger<Maintenance>.Instance);
        await maintenance.StartAsync(TestContext.Current.CancellationToken);
        await Waiting.Until("it is in progress", () =>
        {
            _time.Advance(TimeSpan.FromHours(1));
            return Stored().Count == 0;
        });

        await maintenance.StopAsync(TestContext.Current.CancellationToken);
        await maintenance.ExecuteTask!;
        Assert.True(maintenance.ExecuteTask.IsCompletedSuccessfully);
    }

    private async Task CommitChange(string id)
    {
        var change = new Change
        {
            Id = id,
            Action = "audit.read",
            EntityType = "organisation",
            OccurredAt = _time.GetUtcNow(),
        };
        var commit = new Commit(Container.Directory, "organisation").Create(Changes.OfDirectory, id, change);
        Assert.True((await _store.Commit(commit, TestContext.Current.CancellationToken)).Succeeded);
    }

    private IReadOnlyList<string> Stored()
    {
        using var connection = _workspace.Open();
        return connection.Rows("SELECT f_id FROM change ORDER BY sequence");
    }
}

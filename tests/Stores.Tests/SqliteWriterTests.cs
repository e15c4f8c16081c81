using System.Buffers.Binary;
using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;
using Enterprise.Sqlite;
using Microsoft.Data.Sqlite;

namespace Enterprise.Stores.Tests;

/// <summary>The writer: what shares a transaction, and what happens when it can't write.</summary>
public sealed class SqliteWriterTests : IDisposable
{
    private readonly SqliteDirectory _directory = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Waiting_commits_share_a_transaction()
    {
        var store = _directory.Open();
        await Create(store, "first");
        var before = CountTransactions();

        var commits = WhileLocked(() => Enumerable.Range(0, 50).Select(i => Create(store, $"a{i}")).ToList());
        await Task.WhenAll(commits);

        // The first transaction may have begun before all the commits were waiting.
        Assert.InRange(CountTransactions() - before, 1, 3);
        Assert.All(commits, commit => Assert.True(commit.Result.Succeeded));
    }

    [Fact]
    public async Task Commit_sees_writes_of_earlier_commits_in_its_transaction()
    {
        var store = _directory.Open();
        var version = (await Create(store, "a")).Versions[0];

        var (created, again, replaced, stale) = WhileLocked(() =>
            (Create(store, "b"), Create(store, "b"), Replace(store, version), Replace(store, version)));

        Assert.True((await created).Succeeded);
        Assert.Equal(new CommitConflict(0, ConflictReason.Exists), (await again).Conflict);
        Assert.True((await replaced).Succeeded);
        Assert.Equal(new CommitConflict(0, ConflictReason.Changed), (await stale).Conflict);
    }

    [Theory]
    [InlineData("ABORT")]
    [InlineData("ROLLBACK")]
    public async Task Commit_that_can_not_be_written_fails_without_the_others(string action)
    {
        var store = _directory.Open();
        _directory.Run(
            "CREATE TRIGGER refuse BEFORE INSERT ON sample WHEN NEW.id = 'bad' "
            + $"BEGIN SELECT RAISE({action}, 'refused'); END");

        var commits = WhileLocked(() => new[] { "a", "b", "bad", "c" }.Select(id => Create(store, id)).ToArray());

        await Assert.ThrowsAsync<SqliteException>(() => commits[2]);
        foreach (var i in new[] { 0, 1, 3 })
            Assert.True((await commits[i]).Succeeded);
        var page = await store.Query(new DocumentQuery<Sample>(Samples.Type), Stop);
        Assert.Equal(["a", "b", "c"], page.Items.Select(item => item.Value.Id));
    }

    [Fact]
    public async Task Commit_while_another_process_holds_the_lock_throws_unavailable_and_later_succeeds()
    {
        var store = _directory.Open(options: _directory.Options with { BusyTimeout = TimeSpan.FromMilliseconds(1) });
        using (var other = _directory.Connect())
        {
            using var locked = other.BeginTransaction(deferred: false);
            await Assert.ThrowsAsync<StoreUnavailableException>(() => Create(store, "a"));
        }

        Assert.True((await Create(store, "a")).Succeeded);
    }

    [Fact]
    public async Task Commits_over_the_waiting_limit_throw_unavailable()
    {
        var store = _directory.Open(
            options: _directory.Options with { MostWaitingCommits = 4, MostCommitsInGroup = 2 });

        var (accepted, refusals) = WhileLocked(() =>
        {
            var taken = new List<Task<CommitResult>>();
            var refused = 0;
            for (var i = 0; i < 20; i++)
            {
                try
                {
                    taken.Add(store.Commit(CommitOf($"a{i}"), Stop).AsTask());
                }
                catch (StoreUnavailableException)
                {
                    refused++;
                }
            }

            return (taken, refused);
        });

        Assert.InRange(accepted.Count, 4, 6);
        Assert.Equal(20, accepted.Count + refusals);
        Assert.All(await Task.WhenAll(accepted), result => Assert.True(result.Succeeded));
    }

    [Fact]
    public async Task Dispose_writes_waiting_commits_and_copies_the_log_back()
    {
        var store = _directory.Open();
        Assert.Null(await store.Get(Samples.Type, new("project:1", "a0"), Stop));
        var (commits, disposal) = WhileLocked(() =>
        {
            var waiting = Enumerable.Range(0, 10).Select(i => Create(store, $"a{i}")).ToList();
            return (waiting, Task.Run(store.Dispose, Stop));
        });

        await disposal;

        Assert.All(await Task.WhenAll(commits), result => Assert.True(result.Succeeded));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Create(store, "late"));
        Assert.False(File.Exists(_directory.Options.Path + "-wal"));
        Assert.Equal(10L, _directory.Run("SELECT count(*) FROM sample"));
    }

    [Fact]
    public async Task Log_restarts_while_commits_continue()
    {
        const int Writers = 4;
        const int MostCommits = 200;
        var store = _directory.Open();
        await Create(store, "a");
        var first = SaltOfLog();
        var text = new string('a', 500_000);

        // Each document is a megabyte, with its field.
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(
            writer => Task.Run(() => WriteUntilRestart(writer), Stop)));

        Assert.NotEqual(first, SaltOfLog());

        async Task WriteUntilRestart(int writer)
        {
            for (var i = 0; i < MostCommits && SaltOfLog() == first; i++)
            {
                var id = $"{writer}-{i}";
                var commit = new Commit(Container.Claims, id).Create(Samples.Token, id, new SampleToken(id, text));
                Assert.True((await store.Commit(commit, Stop)).Succeeded);
            }
        }
    }

    [Fact]
    public async Task Replace_writes_only_changed_fields()
    {
        var store = _directory.Open();
        var version = (await Create(store, "a")).Versions[0];
        _directory.Run(
            "CREATE TRIGGER refuse BEFORE UPDATE OF f_rank, f_name, f_tags ON sample "
            + "BEGIN SELECT RAISE(ABORT, 'touched'); END");

        Assert.True((await Replace(store, version)).Succeeded);
    }

    [Fact]
    public async Task Concurrent_increments_by_two_stores_on_one_file_lose_no_update()
    {
        const int Increments = 25;
        var stores = new[] { _directory.Open(), _directory.Open() };
        await Create(stores[0], "a");

        await Task.WhenAll(stores.SelectMany(store => new[] { store, store }).Select(
            store => Task.Run(() => Increment(store), Stop)));

        var read = await stores[0].Get(Samples.Type, new("project:1", "a"), Stop);
        Assert.Equal(4 * Increments, read!.Value.Number);
        Assert.Equal(4 * Increments, (await stores[1].Feed.Read("test", 1000, Stop)).Changes.Count);

        static async Task Increment(SqliteDocumentStore store)
        {
            for (var done = 0; done < Increments;)
            {
                var read = (await store.Get(Samples.Type, new("project:1", "a"), Stop))!;
                var id = Guid.CreateVersion7().ToString();
                var commit = new Commit(Container.Projects, "project:1")
                    .Replace(Samples.Type, "a", read.Value with { Number = read.Value.Number + 1 }, read.Version)
                    .Create(Changes.OfProjects, id, Samples.ChangeOf(id));
                if ((await store.Commit(commit, Stop)).Succeeded)
                    done++;
            }
        }
    }

    private static Commit CommitOf(string id) =>
        new Commit(Container.Projects, "project:1").Create(Samples.Type, id, Samples.Of(id));

    private static async Task<CommitResult> Create(SqliteDocumentStore store, string id) =>
        await store.Commit(CommitOf(id), Stop);

    private static async Task<CommitResult> Replace(SqliteDocumentStore store, string version) => await store.Commit(
        new Commit(Container.Projects, "project:1").Replace(Samples.Type, "a", Samples.Of("a", 2), version), Stop);

    /// <summary>Acts while the database is locked, so that the writer can't begin its next transaction.</summary>
    private T WhileLocked<T>(Func<T> act)
    {
        using var other = _directory.Connect();
        using var locked = other.BeginTransaction(deferred: false);
        return act();
    }

    /// <summary>The salt in the header of the write-ahead log, another one after each restart of the log.</summary>
    private ulong SaltOfLog()
    {
        using var file = OpenLog();
        var header = new byte[24];
        file.ReadExactly(header);
        return BinaryPrimitives.ReadUInt64BigEndian(header.AsSpan(16));
    }

    private FileStream OpenLog() => new(
        _directory.Options.Path + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>How many transactions the write-ahead log holds: a frame with the database's size ends one.</summary>
    private int CountTransactions()
    {
        const int HeaderSize = 32;
        const int FrameHeaderSize = 24;
        using var file = OpenLog();
        var log = new byte[file.Length];
        file.ReadExactly(log);
        var frameSize = FrameHeaderSize + (int)BinaryPrimitives.ReadUInt32BigEndian(log.AsSpan(8));
        return Enumerable.Range(0, (log.Length - HeaderSize) / frameSize)
            .Select(i => log.AsMemory(HeaderSize + (i * frameSize)))
            .Count(frame => BinaryPrimitives.ReadUInt32BigEndian(frame.Span[4..]) != 0
                && frame.Span[8..16].SequenceEqual(log.AsSpan(16, 8)));
    }
}

using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Stores.Tests;

/// <summary>
/// What every document store does. A store's own test class derives from this and opens the store; the rest of the
/// contract, on queries, is in <see cref="DocumentQueryContract"/>.
/// </summary>
/// <remarks>
/// Sorts are limited to <see cref="Samples.Sorts"/>, those that the declared indexes of the samples cover: Cosmos DB
/// serves no sort over several fields without a composite index of exactly these fields and directions, or all of
/// them reversed.
/// </remarks>
public abstract class DocumentStoreContract : IAsyncLifetime
{
    private const string Partition = "project:1";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The clock of the store.</summary>
    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    /// <summary>The store under test, opened for <see cref="Samples.All"/>.</summary>
    protected IDocumentStore Store { get; private set; } = null!;

    /// <summary>Whether documents expire by <see cref="Time"/>, not by a clock that tests can't set.</summary>
    protected virtual bool ExpiresByTime => true;

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync() => Store = await OpenEmpty(Time);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Opens an empty store for <see cref="Samples.All"/>; the class disposes of it at its end.</summary>
    protected abstract ValueTask<IDocumentStore> OpenEmpty(TimeProvider time);

    [Fact]
    public async Task Get_of_missing_document_returns_null() => Assert.Null(await Get("a"));

    [Fact]
    public async Task Get_after_create_returns_the_document()
    {
        var sample = new Sample { Id = "a", Number = -7, Rank = 3, Weight = 2.5, Name = "Zoë '😀'", Tags = ["x"] };

        var result = await Store.Commit(
            new Commit(Container.Projects, Partition).Create(Samples.Type, "a", sample), Stop);

        var read = await Get("a");
        Assert.True(result.Succeeded);
        Assert.NotNull(read);
        Assert.Equivalent(sample, read.Value);
        Assert.Equal(new DocumentKey(Partition, "a"), read.Key);
        Assert.Equal(Assert.Single(result.Versions), read.Version);
    }

    [Fact]
    public async Task Same_id_in_other_partitions_and_kinds_is_another_document()
    {
        await Create(Samples.Of("a", 1));
        await Store.Commit(
            new Commit(Container.Projects, "project:2").Create(Samples.Type, "a", Samples.Of("a2", 2)), Stop);
        await Store.Commit(
            new Commit(Container.Projects, Partition).Create(Changes.OfProjects, "a", Samples.ChangeOf("a")), Stop);

        Assert.Equal(1, (await Get("a"))!.Value.Number);
        Assert.Equal(2, (await Store.Get(Samples.Type, new("project:2", "a"), Stop))!.Value.Number);
        Assert.Equal("sample.changed", (await Store.Get(Changes.OfProjects, new(Partition, "a"), Stop))!.Value.Action);
        Assert.Null(await Store.Get(Changes.OfDirectory, new(Partition, "a"), Stop));
    }

    [Fact]
    public async Task Replace_with_current_version_succeeds_and_with_stale_version_conflicts()
    {
        var first = await Create(Samples.Of("a", 1));

        var second = await Replace(Samples.Of("a", 2), first);
        var stale = await Replace(Samples.Of("a", 3), first);

        Assert.True(second.Succeeded);
        Assert.NotEqual(first, second.Versions[0]);
        Assert.Equal(new CommitConflict(0, ConflictReason.Changed), stale.Conflict);
        Assert.Empty(stale.Versions);
        Assert.Equal(2, (await Get("a"))!.Value.Number);
        Assert.Equal(second.Versions[0], (await Get("a"))!.Version);
    }

    [Fact]
    public async Task Replace_updates_every_query_for_its_document_only()
    {
        var version = await Create(new Sample { Id = "a", Rank = 1, Name = "one", Tags = ["x"] });
        await Create(new Sample { Id = "b", Rank = 1, Name = "one", Tags = ["x"] });

        await Replace(new Sample { Id = "a", Rank = null, Name = "two", Tags = ["y"] }, version);

        Assert.Equal(["b"], await Find(Predicate.Equal(Samples.Rank, FieldValue.Of(1))));
        Assert.Equal(["a"], await Find(new IsNull(Samples.Rank)));
        Assert.Equal(["a"], await Find(Predicate.Equal(Samples.Name, FieldValue.Of("two"))));
        Assert.Equal(["a"], await Find(new Contains(Samples.Tags, "y")));
        Assert.Equal(["b"], await Find(new Contains(Samples.Tags, "x")));
    }

    [Fact]
    public async Task Delete_with_current_version_succeeds_and_with_stale_version_conflicts()
    {
        var first = await Create(Samples.Of("a"));
        var second = (await Replace(Samples.Of("a", 2), first)).Versions[0];

        var stale = await Delete("a", first);
        var done = await Delete("a", second);

        Assert.Equal(new CommitConflict(0, ConflictReason.Changed), stale.Conflict);
        Assert.True(done.Succeeded);
        Assert.Single(done.Versions);
        Assert.Null(await Get("a"));
        Assert.Empty(await Find(Predicate.Everything));
    }

    [Fact]
    public async Task Create_after_delete_never_reuses_a_version()
    {
        var seen = new HashSet<string>();
        for (var life = 0; life < 5; life++)
        {
            var version = await Create(Samples.Of("a", life));
            Assert.True(seen.Add(version));
            for (var write = 0; write < 5; write++)
            {
                version = (await Replace(Samples.Of("a", write), version)).Versions[0];
                Assert.True(seen.Add(version));
            }

            await Delete("a", version);
        }
    }

    [Fact]
    public async Task Create_of_existing_document_conflicts()
    {
        await Create(Samples.Of("a", 1));

        var again = await Store.Commit(
            new Commit(Container.Projects, Partition).Create(Samples.Type, "a", Samples.Of("a", 2)), Stop);

        Assert.Equal(new CommitConflict(0, ConflictReason.Exists), again.Conflict);
        Assert.Equal(1, (await Get("a"))!.Value.Number);
    }

    [Theory]
    [InlineData(WriteKind.Replace)]
    [InlineData(WriteKind.Delete)]
    public async Task Write_of_deleted_document_conflicts(WriteKind kind)
    {
        var version = await Create(Samples.Of("a"));
        await Delete("a", version);

        var commit = new Commit(Container.Projects, Partition);
        var result = await Store.Commit(
            kind == WriteKind.Replace
                ? commit.Replace(Samples.Type, "a", Samples.Of("a"), version)
                : commit.Delete(Samples.Type, "a", version),
            Stop);

        Assert.Equal(new CommitConflict(0, ConflictReason.Changed), result.Conflict);
        Assert.Null(await Get("a"));
    }

    [Fact]
    public async Task Replace_with_unknown_version_conflicts()
    {
        await Create(Samples.Of("a"));

        Assert.Equal(
            new CommitConflict(0, ConflictReason.Changed), (await Replace(Samples.Of("a", 2), "nonsense")).Conflict);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Commit_with_a_conflict_anywhere_writes_nothing(int place)
    {
        var version = await Create(Samples.Of("kept", 1));
        await Create(Samples.Of("taken", 1));
        var commit = new Commit(Container.Projects, Partition);
        for (var i = 0; i < 4; i++)
        {
            if (i == place)
                commit.Create(Samples.Type, "taken", Samples.Of("taken", 2));
            else if (i == 2)
                commit.Replace(Samples.Type, "kept", Samples.Of("kept", 2), version);
            else
                commit.Create(Samples.Type, $"new{i}", Samples.Of($"new{i}"));
        }

        var result = await Store.Commit(commit, Stop);

        Assert.Equal(new CommitConflict(place, ConflictReason.Exists), result.Conflict);
        Assert.Equal(["kept", "taken"], await Find(Predicate.Everything));
        Assert.Equal(version, (await Get("kept"))!.Version);
    }

    [Fact]
    public async Task Commit_writes_entity_and_change_together()
    {
        var commit = new Commit(Container.Projects, Partition)
            .Create(Samples.Type, "a", Samples.Of("a"))
            .Create(Changes.OfProjects, "change1", Samples.ChangeOf("change1"));

        var result = await Store.Commit(commit, Stop);

        Assert.Equal(2, result.Versions.Count);
        Assert.Equal(result.Versions[0], (await Get("a"))!.Version);
        var change = await Store.Get(Changes.OfProjects, new(Partition, "change1"), Stop);
        Assert.Equal(result.Versions[1], change!.Version);
    }

    [Fact]
    public async Task Commit_of_100_writes_succeeds()
    {
        var commit = new Commit(Container.Projects, Partition);
        for (var i = 0; i < Commit.MostWrites; i++)
            commit.Create(Samples.Type, $"a{i}", Samples.Of($"a{i}", i));

        var result = await Store.Commit(commit, Stop);

        Assert.Equal(Commit.MostWrites, result.Versions.Count);
        Assert.Equal(99, (await Get("a99"))!.Value.Number);
    }

    [Fact]
    public void Commit_with_two_writes_of_one_document_throws()
    {
        var commit = new Commit(Container.Projects, Partition).Create(Samples.Type, "a", Samples.Of("a"));

        Assert.Throws<ArgumentException>(() => commit.Delete(Samples.Type, "a", "1"));
    }

    [Fact]
    public async Task Long_text_is_stored_and_found()
    {
        var text = string.Concat(Enumerable.Repeat("日本 ", 2000));
        await Create(new Sample { Id = "a", Name = text, Tags = [text] });

        Assert.Equal(text, (await Get("a"))!.Value.Name);
        Assert.Equal(["a"], await Find(new HasSubstring(Samples.Name, text)));
        Assert.Equal(["a"], await Find(new Contains(Samples.Tags, text)));
        Assert.Empty(await Find(new HasSubstring(Samples.Name, text + "!")));
    }

    [Fact]
    public async Task Concurrent_optimistic_increments_lose_no_update()
    {
        const int Tasks = 32;
        const int Increments = 4;
        await Create(Samples.Of("counter"));

        await Task.WhenAll(Enumerable.Range(0, Tasks).Select(_ => Task.Run(Increment, Stop)));

        Assert.Equal(Tasks * Increments, (await Get("counter"))!.Value.Number);

        async Task Increment()
        {
            for (var done = 0; done < Increments;)
            {
                var read = (await Get("counter"))!;
                if ((await Replace(read.Value with { Number = read.Value.Number + 1 }, read.Version)).Succeeded)
                    done++;
            }
        }
    }

    [Fact]
    public async Task Concurrent_creates_of_one_document_succeed_once()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(
            async () => await Store.Commit(
                new Commit(Container.Projects, Partition).Create(Samples.Type, "a", Samples.Of("a", i)), Stop),
            Stop)));

        Assert.Single(results, result => result.Succeeded);
        Assert.Equal(15, results.Count(result => result.Conflict?.Reason == ConflictReason.Exists));
    }

    [Fact]
    public async Task Expired_document_is_not_found_and_its_id_can_be_created_again()
    {
        Assert.SkipUnless(ExpiresByTime, "The store expires documents by its own clock.");
        var version = await CreateToken("first");
        Time.Advance(Samples.TokenLifetime - TimeSpan.FromSeconds(1));
        Assert.NotNull(await GetToken());

        Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Null(await GetToken());
        Assert.Empty((await Store.Query(new DocumentQuery<SampleToken>(Samples.Token), Stop)).Items);
        var stale = await Store.Commit(
            new Commit(Container.Claims, "claim").Delete(Samples.Token, "t", version), Stop);
        Assert.Equal(new CommitConflict(0, ConflictReason.Changed), stale.Conflict);
        Assert.NotEqual(version, await CreateToken("second"));
        Assert.Equal("second", (await GetToken())!.Value.Text);
    }

    [Fact]
    public async Task Replace_restarts_the_time_to_live()
    {
        Assert.SkipUnless(ExpiresByTime, "The store expires documents by its own clock.");
        var version = await CreateToken("first");
        Time.Advance(Samples.TokenLifetime / 2);
        var again = new SampleToken("t", "again");
        await Store.Commit(new Commit(Container.Claims, "claim").Replace(Samples.Token, "t", again, version), Stop);

        Time.Advance(Samples.TokenLifetime * 0.9);

        Assert.Equal("again", (await GetToken())!.Value.Text);
    }

    [Fact]
    public async Task Operations_with_cancelled_token_throw_and_write_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.Get(Samples.Type, new(Partition, "a"), cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.Query(new DocumentQuery<Sample>(Samples.Type), cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.Commit(
            new Commit(Container.Projects, Partition).Create(Samples.Type, "a", Samples.Of("a")), cancelled.Token));
        Assert.Null(await Get("a"));
    }

    /// <summary>The document of an id in the partition that these tests write to.</summary>
    protected ValueTask<Document<Sample>?> Get(string id) => Store.Get(Samples.Type, new(Partition, id), Stop);

    /// <summary>Creates a sample there.</summary>
    /// <returns>Its version.</returns>
    protected async Task<string> Create(Sample sample)
    {
        var result = await Store.Commit(
            new Commit(Container.Projects, Partition).Create(Samples.Type, sample.Id, sample), Stop);
        Assert.True(result.Succeeded);
        return result.Versions[0];
    }

    private ValueTask<CommitResult> Replace(Sample sample, string version) => Store.Commit(
        new Commit(Container.Projects, Partition).Replace(Samples.Type, sample.Id, sample, version), Stop);

    private ValueTask<CommitResult> Delete(string id, string version) => Store.Commit(
        new Commit(Container.Projects, Partition).Delete(Samples.Type, id, version), Stop);

    private async Task<string[]> Find(Predicate predicate)
    {
        var page = await Store.Query(new DocumentQuery<Sample>(Samples.Type) { Where = predicate }, Stop);
        return [.. page.Items.Select(item => item.Value.Id)];
    }

    private async Task<string> CreateToken(string text)
    {
        var result = await Store.Commit(
            new Commit(Container.Claims, "claim").Create(Samples.Token, "t", new SampleToken("t", text)), Stop);
        Assert.True(result.Succeeded);
        return result.Versions[0];
    }

    private ValueTask<Document<SampleToken>?> GetToken() => Store.Get(Samples.Token, new("claim", "t"), Stop);
}

using CsCheck;
using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;

namespace Enterprise.Stores.Tests;

/// <summary>The results of queries on every store; see <see cref="DocumentStoreContract"/> about sorts.</summary>
public abstract class DocumentQueryContract : DocumentStoreContract
{
    private const int Datasets = 25;
    private const int QueriesEach = 40;

    private static readonly Sample[] Few =
    [
        new() { Id = "a", Number = 1, Rank = 10, Weight = 0.5, Name = "alpha", Tags = ["x", "y"] },
        new() { Id = "b", Number = 2, Rank = 20, Weight = 1.5, Name = "beta", Tags = ["y"] },
        new() { Id = "c", Number = 3, Rank = 30, Weight = -2, Name = "Alphabet", Tags = ["it's"] },
        new() { Id = "d", Number = 4 },
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>How many random datasets are compared with the reference; a slow store may lower it.</summary>
    protected virtual int MostDatasets => Datasets;

    public static TheoryData<string, Predicate> Predicates => new()
    {
        { "abcd", Predicate.Everything },
        { "", Predicate.Nothing },
        { "b", Predicate.Equal(Samples.Id, FieldValue.Of("b")) },
        { "b", Predicate.Equal(Samples.Rank, FieldValue.Of(20)) },
        { "a", new Compare(Samples.Rank, Comparison.Less, FieldValue.Of(20)) },
        { "ab", new Compare(Samples.Rank, Comparison.LessOrEqual, FieldValue.Of(20)) },
        { "c", new Compare(Samples.Rank, Comparison.Greater, FieldValue.Of(20)) },
        { "bc", new Compare(Samples.Rank, Comparison.GreaterOrEqual, FieldValue.Of(20)) },
        { "c", new Compare(Samples.Weight, Comparison.Less, FieldValue.Of(0.5)) },
        { "a", Predicate.Equal(Samples.Weight, FieldValue.Of(0.5)) },
        { "b", new Compare(Samples.Name, Comparison.Greater, FieldValue.Of("alpha")) },
        { "ac", new In(Samples.Id, [FieldValue.Of("a"), FieldValue.Of("c"), FieldValue.Of("z")]) },
        { "abc", new In(Samples.Rank, [FieldValue.Of(10), FieldValue.Of(20), FieldValue.Of(30)]) },
        { "", new In(Samples.Rank, []) },
        { "ab", new Contains(Samples.Tags, "y") },
        { "c", new Contains(Samples.Tags, "it's") },
        { "", new Contains(Samples.Tags, "it") },
        { "ac", new HasSubstring(Samples.Name, "lpha") },
        { "c", new HasSubstring(Samples.Name, "bet") & new HasSubstring(Samples.Name, "Alpha") },
        { "abc", new HasSubstring(Samples.Name, "") },
        { "d", new IsNull(Samples.Rank) },
        { "abc", new IsNull(Samples.Rank, Negated: true) },
        { "d", new IsNull(Samples.Tags) },
        { "abc", new IsNull(Samples.Tags, Negated: true) },
        { "ad", Predicate.Equal(Samples.Id, FieldValue.Of("a")) | new IsNull(Samples.Name) },
        { "", Predicate.Equal(Samples.Id, FieldValue.Of("a")) & Predicate.Equal(Samples.Id, FieldValue.Of("b")) },
    };

    public static TheoryData<Predicate> Invalid =>
    [
        Predicate.Equal(Samples.Rank, FieldValue.Of("ten")),
        Predicate.Equal(Samples.Rank, FieldValue.Null),
        Predicate.Equal(Samples.Tags, FieldValue.Of("x")),
        new In(Samples.Name, [FieldValue.Of("a"), FieldValue.Of(1)]),
        new Contains(Samples.Name, "x"),
        new HasSubstring(Samples.Rank, "x"),
        new IsNull(new Field("unknown", FieldKind.Text)),
        Predicate.Equal(new Field("rank", FieldKind.Text), FieldValue.Of("x")),
    ];

    [Theory]
    [MemberData(nameof(Predicates), DisableDiscoveryEnumeration = true)]
    public async Task Query_with_predicate_returns_matching_documents(string expected, Predicate predicate)
    {
        foreach (var sample in Few)
            await Create(sample);

        var page = await Store.Query(new DocumentQuery<Sample>(Samples.Type) { Where = predicate }, Stop);

        Assert.Equal(expected, string.Concat(page.Items.Select(item => item.Value.Id)));
        Assert.False(page.HasMore);
    }

    [Theory]
    [MemberData(nameof(Invalid), DisableDiscoveryEnumeration = true)]
    public async Task Query_with_predicate_that_does_not_fit_the_declaration_throws(Predicate predicate) =>
        await Assert.ThrowsAnyAsync<ArgumentException>(async () =>
            await Store.Query(new DocumentQuery<Sample>(Samples.Type) { Where = predicate }, Stop));

    [Fact]
    public async Task Query_sorted_by_a_set_throws() => await Assert.ThrowsAnyAsync<ArgumentException>(async () =>
        await Store.Query(new DocumentQuery<Sample>(Samples.Type) { Sort = [new(Samples.Tags)] }, Stop));

    [Fact]
    public async Task Query_for_one_of_1000_values_returns_matching_documents()
    {
        foreach (var sample in Few)
            await Create(sample);
        var values = Enumerable.Range(2, 1000).Select(i => FieldValue.Of(i)).ToList();

        var page = await Store.Query(
            new DocumentQuery<Sample>(Samples.Type) { Where = new In(Samples.Number, values) }, Stop);

        Assert.Equal(["b", "c", "d"], page.Items.Select(item => item.Value.Id));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    [InlineData(5, false)]
    public async Task Page_has_at_most_limit_items_and_says_whether_there_are_more(int limit, bool hasMore)
    {
        foreach (var sample in Few)
            await Create(sample);

        var page = await Store.Query(new DocumentQuery<Sample>(Samples.Type) { Limit = limit }, Stop);

        Assert.Equal(Math.Min(limit, Few.Length), page.Items.Count);
        Assert.Equal(hasMore, page.HasMore);
    }

    [Fact]
    public async Task Page_item_equals_point_read()
    {
        await Create(Few[0]);

        var item = Assert.Single((await Store.Query(new DocumentQuery<Sample>(Samples.Type), Stop)).Items);

        var read = (await Get("a"))!;
        Assert.Equal(read.Key, item.Key);
        Assert.Equal(read.Version, item.Version);
        Assert.Equivalent(read.Value, item.Value);
    }

    [Fact]
    public async Task Query_is_scoped_to_a_partition_a_first_level_or_everything()
    {
        string[] partitions = ["one/2026-01", "one/2026-02", "one-more/2026-01", "two/2026-01", "on/one", "one0/one"];
        foreach (var (i, partition) in partitions.Index())
        {
            await Store.Commit(
                new Commit(Container.Audit, partition).Create(Samples.Entry, "a", new SampleEntry(i)), Stop);
        }

        Assert.Equal([0, 1, 2, 3, 4, 5], await Numbers(Scope.Everywhere));
        Assert.Equal([1], await Numbers(Scope.In("one/2026-02")));
        Assert.Equal([0, 1], await Numbers(Scope.Below("one")));
        Assert.Empty(await Numbers(Scope.Below("three")));
        Assert.Empty(await Numbers(Scope.In("one/2026")));

        async Task<List<long>> Numbers(Scope scope)
        {
            var page = await Store.Query(new DocumentQuery<SampleEntry>(Samples.Entry) { Scope = scope }, Stop);
            return [.. page.Items.Select(item => item.Value.Number)];
        }
    }

    [Fact]
    public async Task Query_below_a_partition_of_one_level_throws() => await Assert.ThrowsAnyAsync<ArgumentException>(
        async () => await Store.Query(
            new DocumentQuery<Sample>(Samples.Type) { Scope = Scope.Below("project:1") }, Stop));

    [Fact]
    public async Task Query_returns_only_its_kind_and_container()
    {
        await Create(Samples.Of("a"));
        await Store.Commit(
            new Commit(Container.Projects, "project:1").Create(Changes.OfProjects, "p", Samples.ChangeOf("p")), Stop);
        await Store.Commit(
            new Commit(Container.Directory, "user:1").Create(Changes.OfDirectory, "d", Samples.ChangeOf("d")), Stop);

        var samples = await Store.Query(new DocumentQuery<Sample>(Samples.Type), Stop);
        var ofProjects = await Store.Query(new DocumentQuery<Change>(Changes.OfProjects), Stop);
        var ofDirectory = await Store.Query(new DocumentQuery<Change>(Changes.OfDirectory), Stop);

        Assert.Equal("a", Assert.Single(samples.Items).Value.Id);
        Assert.Equal("p", Assert.Single(ofProjects.Items).Value.Id);
        Assert.Equal("d", Assert.Single(ofDirectory.Items).Value.Id);
    }

    [Fact]
    public async Task Query_after_a_commit_returns_the_committed_document()
    {
        for (var i = 0; i < 20; i++)
        {
            await Create(Samples.Of($"a{i}", i));
            var query = new DocumentQuery<Sample>(Samples.Type)
            {
                Where = Predicate.Equal(Samples.Number, FieldValue.Of(i)),
            };
            Assert.Single((await Store.Query(query, Stop)).Items);
        }
    }

    [Fact]
    public async Task Pages_of_random_queries_equal_the_reference() =>
        await Gen.Select(SampleGen.Documents, SampleGen.Query.Array[QueriesEach]).SampleAsync(
            async (documents, queries) =>
            {
                var store = await OpenEmpty(Time);
                await Load(store, documents);
                foreach (var query in queries)
                    await AssertPages(store, query, ReferenceQuery.Evaluate(query, documents));
            },
            iter: MostDatasets,
            threads: 1);

    private static async Task Load(IDocumentStore store, (string Partition, Sample Value)[] documents)
    {
        foreach (var partition in documents.GroupBy(document => document.Partition))
        {
            var commit = new Commit(Container.Projects, partition.Key);
            foreach (var (_, value) in partition)
                commit.Create(Samples.Type, value.Id, value);
            Assert.True((await store.Commit(commit, CancellationToken.None)).Succeeded);
        }
    }

    private static async Task AssertPages(IDocumentStore store, DocumentQuery<Sample> query, List<Sample> expected)
    {
        var found = new List<Sample>();
        for (var hasMore = true; hasMore;)
        {
            var page = await store.Query(query, CancellationToken.None);
            found.AddRange(page.Items.Select(item => item.Value));
            hasMore = page.HasMore;
            Assert.Equal(found.Count < expected.Count, hasMore);
            Assert.True(!hasMore || page.Items.Count == query.Limit, "A page is short though there is more.");
            if (hasMore)
                Assert.Equal(query.PositionOf(found[^1]), page.Next);
            query = query with { After = page.Next };
        }

        Assert.Equal(expected.Select(sample => sample.Id), found.Select(sample => sample.Id));
    }
}

using Enterprise.Core.Storage;
using Enterprise.Sqlite;
using Enterprise.Sqlite.Connections;
using Enterprise.Sqlite.Layout;
using Enterprise.Sqlite.Queries;
using Microsoft.Data.Sqlite;

namespace Enterprise.Stores.Tests;

/// <summary>How SQLite answers queries: by which index, and for how long at most.</summary>
public sealed class SqliteQueryTests(SqliteQueryTests.Filled filled) : IClassFixture<SqliteQueryTests.Filled>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Every sort, from the first page and from a later one, with and without nulls in its position.</summary>
    public static TheoryData<int, string?> Positions
    {
        get
        {
            var data = new TheoryData<int, string?>();
            for (var sort = 0; sort < Samples.Sorts.Count; sort++)
            {
                foreach (var position in new[] { null, "values", "nulls" })
                    data.Add(sort, position);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public void Declared_sort_is_read_from_its_index_at_any_depth(int sort, string? position)
    {
        var query = new DocumentQuery<Sample>(Samples.Type) { Sort = Samples.Sorts[sort] };
        if (position is not null)
            query = query with { After = query.PositionOf(position == "values" ? SampleOf(3000) : SampleOf(3003)) };

        foreach (var range in query.ConditionRanges())
        {
            var plan = PlanOf(query, range);
            Assert.Contains("USING INDEX sample__", plan, StringComparison.Ordinal);
            Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
            if (position is not null)
                Assert.StartsWith("SEARCH sample", plan, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Filter_and_sort_of_one_index_are_served_by_it()
    {
        var query = new DocumentQuery<Sample>(Samples.Type)
        {
            Where = Predicate.Equal(Samples.Rank, FieldValue.Of(2)),
            Sort = [new(Samples.Name)],
        };

        Assert.Equal("SEARCH sample USING INDEX sample__rank_desc__name__id (f_rank=?)", PlanOf(query, query.Where));
    }

    [Fact]
    public void First_range_of_a_page_is_searched_by_every_field_of_the_index()
    {
        var query = new DocumentQuery<Sample>(Samples.Type) { Sort = [new(Samples.Rank)] };
        query = query with { After = query.PositionOf(SampleOf(3000)) };

        Assert.Equal(
            "SEARCH sample USING INDEX sample__rank__id (f_rank=? AND f_id>?)",
            PlanOf(query, query.ConditionRanges().First()));
    }

    [Fact]
    public void Filter_below_a_first_level_is_searched_by_its_own_index()
    {
        using var reader = Open();
        var table = new Catalog(Samples.All)[Samples.Entry];
        var query = new DocumentQuery<SampleEntry>(Samples.Entry)
        {
            Scope = Scope.Below("organisation"),
            Where = new Compare(Samples.Number, Comparison.Greater, FieldValue.Of(5)),
        };

        var plan = PlanOf(reader, Selection.Of(query, table, query.Where, now: 0).Sql);

        Assert.Equal("SEARCH sample_entry USING INDEX sample_entry__number (f_number>?)", plan);
    }

    [Fact]
    public void Queries_of_one_shape_have_one_SQL_text()
    {
        Assert.Equal(SqlOf(1, ["a", "b", "c"]), SqlOf(2, ["d", "e", "f", "g"]));

        static string SqlOf(long rank, string[] names)
        {
            var query = new DocumentQuery<Sample>(Samples.Type)
            {
                Where = Predicate.Equal(Samples.Rank, FieldValue.Of(rank))
                    & new In(Samples.Name, [.. names.Select(name => FieldValue.Of(name))]),
            };
            return Selection.Of(query, new Catalog(Samples.All)[Samples.Type], query.Where, now: 0).Sql;
        }
    }

    [Fact]
    public async Task Query_over_the_read_timeout_throws_unavailable_and_the_next_read_succeeds()
    {
        var withShortTimeout = filled.Directory.Open(
            options: filled.Directory.Options with { ReadTimeout = TimeSpan.FromTicks(1) });

        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await withShortTimeout.Query(Slow, Stop));

        Assert.NotNull(await withShortTimeout.Get(Samples.Type, new("project:0", "id1"), Stop));
        Assert.Empty((await filled.Store.Query(Slow, Stop)).Items);
    }

    [Fact]
    public async Task Query_is_interrupted_when_its_caller_cancels()
    {
        using var cancellation = new CancellationTokenSource();
        var store = filled.Directory.Open(new CancellingClock(cancellation));

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await store.Query(Slow, cancellation.Token));

        Assert.Equal(cancellation.Token, exception.CancellationToken);
    }

    /// <summary>Reads every row.</summary>
    private static DocumentQuery<Sample> Slow =>
        new(Samples.Type) { Where = new HasSubstring(Samples.Name, "no such text") };

    internal static Sample SampleOf(int i) => new()
    {
        Id = $"id{i}",
        Number = i,
        Rank = i % 7 == 0 ? null : i % 4,
        Weight = i % 3 == 0 && i % 2 == 1 ? null : i / 2.0,
        Name = i % 11 == 0 ? null : $"name {i % 100}",
    };

    private string PlanOf(DocumentQuery<Sample> query, Predicate range)
    {
        using var reader = Open();
        return PlanOf(reader, Selection.Of(query, new Catalog(Samples.All)[Samples.Type], range, now: 0).Sql);
    }

    private static string PlanOf(Connection reader, string sql)
    {
        using var statement = new Statement(reader, "EXPLAIN QUERY PLAN " + sql);
        var lines = new List<string>();
        while (statement.Step())
            lines.Add(statement.Text(3));
        return string.Join('\n', lines);
    }

    private Connection Open() => Connection.Open(
        filled.Directory.Options.Path,
        SqliteOpenMode.ReadOnly,
        TimeSpan.Zero,
        cacheKilobytes: 1024,
        TimeProvider.System);

    /// <summary>A store with enough samples for the planner to have a choice.</summary>
    public sealed class Filled : IAsyncLifetime
    {
        internal const int Count = 6000;

        internal SqliteDirectory Directory { get; } = new();

        internal SqliteDocumentStore Store { get; private set; } = null!;

        internal static string PartitionOf(int i) => $"project:{i / 1000}";

        /// <inheritdoc/>
        public async ValueTask InitializeAsync()
        {
            Store = Directory.Open();
            foreach (var chunk in Enumerable.Range(0, Count).Chunk(Commit.MostWrites))
            {
                var commit = new Commit(Container.Projects, PartitionOf(chunk[0]));
                foreach (var i in chunk)
                    commit.Create(Samples.Type, $"id{i}", SampleOf(i));
                Assert.True((await Store.Commit(commit, Stop)).Succeeded);
            }

            await Store.Optimize(Stop);
        }

        /// <inheritdoc/>
        public ValueTask DisposeAsync()
        {
            Directory.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Cancels when it is read a second time, which is while the query runs.</summary>
    private sealed class CancellingClock(CancellationTokenSource cancellation) : TimeProvider
    {
        private int _reads;

        public override long GetTimestamp()
        {
            if (++_reads == 2)
                cancellation.Cancel();
            return 1;
        }
    }
}

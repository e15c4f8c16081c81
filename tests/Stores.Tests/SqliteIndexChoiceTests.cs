using CsCheck;
using Enterprise.Core.Storage;
using Enterprise.Sqlite.Connections;
using Enterprise.Sqlite.Layout;
using Enterprise.Sqlite.Queries;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Enterprise.Stores.Tests;

/// <summary>How SQLite reads a page when the filter has one index and the sort another.</summary>
public sealed class SqliteIndexChoiceTests(SqliteQueryTests.Filled filled) : IClassFixture<SqliteQueryTests.Filled>
{
    private const int Datasets = 20;

    private static readonly (string Partition, Sample Value)[] Documents =
    [
        .. Enumerable.Range(0, SqliteQueryTests.Filled.Count)
            .Select(i => (SqliteQueryTests.Filled.PartitionOf(i), SqliteQueryTests.SampleOf(i))),
    ];

    private static readonly Predicate OneInFour = Predicate.Equal(Samples.Rank, FieldValue.Of(2));
    private static readonly Predicate TwoInFour = new In(Samples.Rank, [FieldValue.Of(1), FieldValue.Of(2)]);
    private static readonly Predicate OneInHundred = Predicate.Equal(Samples.Name, FieldValue.Of("name 42"));
    private static readonly Predicate Three =
        new In(Samples.Number, [FieldValue.Of(42), FieldValue.Of(43), FieldValue.Of(142)]);

    /// <summary>Each finds many rows of a declared index, none of which has the sort too.</summary>
    public static TheoryData<string, Predicate, IReadOnlyList<Order>> Unselective => new()
    {
        { "sample__id", TwoInFour, [] },
        { "sample__id", TwoInFour, [new(Samples.Id, Descending: true)] },
        { "sample__number__id", OneInFour, [new(Samples.Number)] },
        { "sample__number__id", OneInFour, [new(Samples.Number, Descending: true)] },
        { "sample__weight__id", OneInFour & new IsNull(Samples.Name, Negated: true), [new(Samples.Weight)] },
        {
            "sample__rank_desc__name__id",
            new Compare(Samples.Number, Comparison.Greater, FieldValue.Of(100)),
            [new(Samples.Rank, Descending: true), new(Samples.Name)]
        },
        {
            "sample__rank_desc__name__id",
            OneInFour & new Compare(Samples.Number, Comparison.Less, FieldValue.Of(5000)),
            [new(Samples.Rank, Descending: true), new(Samples.Name)]
        },
        {
            "sample__name__id",
            OneInFour | new Compare(Samples.Number, Comparison.Less, FieldValue.Of(5000)),
            [new(Samples.Name)]
        },
    };

    /// <summary>Each has a conjunct that finds few rows.</summary>
    public static TheoryData<string, Predicate, IReadOnlyList<Order>> Selective => new()
    {
        { "sample__number__id (f_number=?)", Three, [] },
        { "sample__number__id (f_number=?)", OneInFour & Three, [new(Samples.Name)] },
        { "sample__number__id (f_number=?)", OneInHundred & Three, [new(Samples.Weight, Descending: true)] },
        { "sample__name__id (f_name=?)", OneInFour & OneInHundred, [new(Samples.Number)] },
        {
            "sample__number__id (f_number>?)",
            OneInFour & new Compare(Samples.Number, Comparison.Greater, FieldValue.Of(5900)),
            [new(Samples.Rank, Descending: true), new(Samples.Name)]
        },
    };

    [Theory]
    [MemberData(nameof(Unselective), DisableDiscoveryEnumeration = true)]
    public void Query_with_unselective_filter_scans_the_sort_index(
        string index, Predicate filter, IReadOnlyList<Order> sort)
    {
        var query = new DocumentQuery<Sample>(Samples.Type) { Where = filter, Sort = sort, Limit = 25 };

        AssertPages(query, pages: 3, plan =>
        {
            Assert.Contains($" USING INDEX {index}", plan, StringComparison.Ordinal);
            Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
        });
    }

    [Theory]
    [MemberData(nameof(Selective), DisableDiscoveryEnumeration = true)]
    public void Query_with_selective_filter_searches_its_index_and_sorts(
        string search, Predicate filter, IReadOnlyList<Order> sort)
    {
        var query = new DocumentQuery<Sample>(Samples.Type) { Where = filter, Sort = sort, Limit = 2 };

        AssertPages(query, pages: 3, plan => Assert.Equal(
            $"SEARCH sample USING INDEX {search}\nUSE TEMP B-TREE FOR ORDER BY", plan));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Scan_over_the_step_limit_is_replaced_by_a_search(bool isAcceptable)
    {
        var query = new DocumentQuery<Sample>(Samples.Type)
        {
            Where = OneInFour & new HasSubstring(Samples.Name, "name 98"),
            Sort = [new(Samples.Number)],
            Limit = 25,
        };
        using var reader = Open();

        var (page, statements) = Read(reader, () => ReaderWithFewStepsOf(reader, query, isAcceptable ? 5000 : 0));

        Assert.Equal(Expected(query).Take(25), page.Items.Select(item => item.Value.Id));
        var plans = statements.FindAll(IsSelecting).ConvertAll(sql => PlanOf(reader, sql));
        Assert.Equal(2, plans.Count);
        Assert.Equal("SCAN sample USING INDEX sample__number__id", plans[0]);
        Assert.EndsWith("(f_rank=?)\nUSE TEMP B-TREE FOR ORDER BY", plans[1], StringComparison.Ordinal);
        Assert.Equal(isAcceptable, statements[^1].Contains("ORDER BY +f_number", StringComparison.Ordinal));
        Assert.False(reader.IsInTransaction);
    }

    [Theory]
    [InlineData(5000)]
    [InlineData(0)]
    public void Rows_of_an_abandoned_scan_are_discarded(int acceptableBelow)
    {
        var query = new DocumentQuery<Sample>(Samples.Type)
        {
            Where = OneInFour,
            Sort = [new(Samples.Number)],
            Limit = 800,
        };
        using var reader = Open();

        var (page, statements) = Read(reader, () => ReaderWithFewStepsOf(reader, query, acceptableBelow));

        Assert.Equal(2, statements.FindAll(IsSelecting).Count);
        Assert.Equal(Expected(query).Take(800), page.Items.Select(item => item.Value.Id));
        Assert.True(page.HasMore);
    }

    [Fact]
    public void Read_after_interrupted_read_has_its_full_step_limit()
    {
        using var reader = Open();

        Assert.False(reader.TryWithin(1000, Count));
        Count();
        Assert.True(reader.TryWithin(10_000_000, Count));

        void Count() => Assert.Equal(6000, reader.ReadNumber("SELECT sum(f_number >= 0) FROM sample"));
    }

    [Fact]
    public void Scan_interrupted_by_the_deadline_throws()
    {
        using var reader = Open();
        reader.StartDeadline(new Deadline(1, CancellationToken.None));

        Assert.Throws<SqliteException>(() => reader.TryWithin(
            10_000_000, () => reader.ReadNumber("SELECT sum(f_number >= 0) FROM sample")));
    }

    [Fact]
    public void Query_in_one_partition_has_no_index_choice() => Assert.Null(IndexChoice.Of(
        new DocumentQuery<Sample>(Samples.Type)
        {
            Where = OneInFour,
            Sort = [new(Samples.Number)],
            Scope = Scope.In("project:1"),
        }));

    [Fact]
    public void Query_whose_filter_and_sort_share_an_index_has_no_index_choice()
    {
        Assert.Null(IndexChoice.Of(new DocumentQuery<Sample>(Samples.Type) { Where = OneInFour }));
        Assert.Null(IndexChoice.Of(
            new DocumentQuery<Sample>(Samples.Type) { Where = OneInFour & OneInHundred, Sort = [new(Samples.Name)] }));
        Assert.Null(IndexChoice.Of(
            new DocumentQuery<Sample>(Samples.Type) { Where = OneInFour, Sort = [new(Samples.Rank)] }));
    }

    [Fact]
    public void Query_whose_sort_has_no_index_has_no_index_choice() => Assert.Null(IndexChoice.Of(
        new DocumentQuery<Sample>(Samples.Type)
        {
            Where = OneInFour,
            Sort = [new(Samples.Number), new(Samples.Name)],
        }));

    /// <summary>As in the contract, but with thresholds so low that few rows count as many.</summary>
    [Theory]
    [InlineData(0, 1_000_000, 0)]
    [InlineData(4, 1000, 0)]
    [InlineData(0, 1000, 20)]
    public void Pages_under_every_index_choice_equal_the_reference(
        int selectiveBelow, int steps, int acceptableBelow) => Gen
        .Select(SampleGen.Documents, SampleGen.Query.Array[40])
        .Sample(
            (documents, queries) =>
            {
                using var directory = new SqliteDirectory();
                var store = directory.Open();
                foreach (var partition in documents.GroupBy(document => document.Partition))
                {
                    var commit = new Commit(Container.Projects, partition.Key);
                    foreach (var (_, value) in partition)
                        commit.Create(Samples.Type, value.Id, value);
                    Assert.True(store.Commit(commit, CancellationToken.None).AsTask().Result.Succeeded);
                }

                using var reader = Open(directory);
                foreach (var query in queries)
                {
                    var expected = ReferenceQuery.Evaluate(query, documents).Select(sample => sample.Id);
                    Assert.Equal(expected, ReadAll(query, page => new PageReader<Sample>(
                        reader, page, new Catalog(Samples.All)[Samples.Type], DateTimeOffset.UnixEpoch)
                    {
                        SelectiveBelow = selectiveBelow,
                        MostScanSteps = steps,
                        AcceptableBelow = acceptableBelow,
                    }.Read()));
                }
            },
            iter: Datasets,
            threads: 1);

    private static List<string> ReadAll(
        DocumentQuery<Sample> query, Func<DocumentQuery<Sample>, DocumentPage<Sample>> read)
    {
        var found = new List<string>();
        for (var hasMore = true; hasMore;)
        {
            var page = read(query);
            found.AddRange(page.Items.Select(item => item.Value.Id));
            hasMore = page.HasMore;
            query = hasMore ? query with { After = query.PositionOf(page.Items[^1].Value) } : query;
        }

        return found;
    }

    private static PageReader<Sample> ReaderOf(Connection reader, DocumentQuery<Sample> query) =>
        new(reader, query, new Catalog(Samples.All)[Samples.Type], DateTimeOffset.UnixEpoch);

    private static PageReader<Sample> ReaderWithFewStepsOf(
        Connection reader, DocumentQuery<Sample> query, int acceptableBelow) =>
        new(reader, query, new Catalog(Samples.All)[Samples.Type], DateTimeOffset.UnixEpoch)
        {
            MostScanSteps = 1000,
            AcceptableBelow = acceptableBelow,
        };

    /// <summary>The page and the statements that counted and selected for it.</summary>
    private static (DocumentPage<Sample> Page, List<string> Statements) Read(
        Connection reader, Func<PageReader<Sample>> page)
    {
        var statements = new List<string>();
        sqlite3_trace(reader.Handle, new strdelegate_trace((_, sql) => statements.Add(sql)), null);
        var read = page().Read();
        sqlite3_trace(reader.Handle, (strdelegate_trace?)null, null);
        return (read, statements.FindAll(sql => sql.StartsWith("SELECT", StringComparison.Ordinal)));
    }

    private static List<string> Expected(DocumentQuery<Sample> query) =>
        [.. ReferenceQuery.Evaluate(query, Documents).Select(sample => sample.Id)];

    private static bool IsSelecting(string sql) => !sql.Contains("count(*)", StringComparison.Ordinal);

    private static string PlanOf(Connection reader, string sql)
    {
        using var statement = new Statement(reader, "EXPLAIN QUERY PLAN " + sql);
        var lines = new List<string>();
        while (statement.Step())
            lines.Add(statement.Text(3));
        return string.Join('\n', lines);
    }

    private static Connection Open(SqliteDirectory directory) => Connection.Open(
        directory.Options.Path, SqliteOpenMode.ReadOnly, TimeSpan.Zero, cacheKilobytes: 1024, TimeProvider.System);

    private Connection Open() => Open(filled.Directory);

    private void AssertPages(DocumentQuery<Sample> query, int pages, Action<string> assertPlan)
    {
        using var reader = Open();
        var expected = Expected(query);
        for (var i = 0; i < pages; i++)
        {
            var (page, statements) = Read(reader, () => ReaderOf(reader, query));

            var wanted = expected.Skip(i * query.Limit).Take(query.Limit).ToList();
            Assert.Equal(wanted, page.Items.Select(item => item.Value.Id));
            Assert.Equal(expected.Count > (i + 1) * query.Limit, page.HasMore);
            var selecting = statements.FindAll(IsSelecting);
            Assert.NotEmpty(selecting);
            foreach (var sql in selecting)
                assertPlan(PlanOf(reader, sql));
            if (!page.HasMore)
                break;
            query = query with { After = query.PositionOf(page.Items[^1].Value) };
        }
    }
}

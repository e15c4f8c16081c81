using Enterprise.Core.Storage;
using Enterprise.Sqlite;

namespace Enterprise.Stores.Tests;

/// <summary>Opening a database: what is kept, what is migrated, and what is refused.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private readonly SqliteDirectory _directory = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Open_of_existing_database_keeps_documents_and_versions()
    {
        string version;
        using (var store = _directory.Open())
        {
            var commit = new Commit(Container.Projects, "project:1").Create(Samples.Type, "a", Samples.Of("a", 7));
            version = (await store.Commit(commit, Stop)).Versions[0];
        }

        var read = await _directory.Open().Get(Samples.Type, new("project:1", "a"), Stop);

        Assert.Equal(7, read!.Value.Number);
        Assert.Equal(version, read.Version);
    }

    [Fact]
    public void Open_creates_a_missing_data_directory()
    {
        var nested = new SqliteStoreOptions(Path.Combine(_directory.Options.Directory, "new", "data"));

        _directory.Open(options: nested);

        Assert.True(File.Exists(nested.Path));
    }

    [Fact]
    public void Open_with_unchanged_declarations_writes_nothing()
    {
        _directory.Open().Dispose();
        var before = _directory.Run("PRAGMA schema_version");

        _directory.Open().Dispose();

        Assert.Equal(before, _directory.Run("PRAGMA schema_version"));
    }

    [Fact]
    public async Task Dispose_leaves_one_file()
    {
        var store = _directory.Open();
        await Fill(store, 5, Samples.Type);
        Assert.NotNull(await store.Get(Samples.Type, new("project:1", "id1"), Stop));
        Assert.True(File.Exists(_directory.Options.Path + "-wal"));

        store.Dispose();

        Assert.Equal(
            SqliteStoreOptions.FileName,
            Path.GetFileName(Assert.Single(Directory.GetFiles(_directory.Options.Directory))));
    }

    [Fact]
    public void Open_of_newer_format_throws_and_leaves_the_file_unchanged()
    {
        _directory.Open().Dispose();
        _directory.Run("PRAGMA user_version = 2");

        var refusal = Assert.Throws<DatabaseTooNewException>(() => _directory.Open());

        AssertNamesFile(refusal);
        Assert.Equal(2L, _directory.Run("PRAGMA user_version"));
    }

    [Fact]
    public void Open_of_file_that_is_no_database_throws_and_leaves_it_unchanged()
    {
        var text = string.Join('\n', Enumerable.Repeat("This is a diary, not a database.", 100));
        File.WriteAllText(_directory.Options.Path, text);

        AssertNamesFile(Assert.Throws<DatabaseNotRecognizedException>(() => _directory.Open()));

        Assert.Equal(text, File.ReadAllText(_directory.Options.Path));
    }

    [Theory]
    [InlineData("CREATE TABLE diary (entry TEXT)")]
    [InlineData("CREATE TABLE diary (entry TEXT); PRAGMA user_version = 1")]
    public void Open_of_another_programs_database_throws_and_leaves_it_unchanged(string sql)
    {
        _directory.Run(sql);

        AssertNamesFile(Assert.Throws<DatabaseNotRecognizedException>(() => _directory.Open()));

        Assert.Equal(1L, _directory.Run("SELECT count(*) FROM sqlite_schema"));
    }

    [Fact]
    public void Open_in_directory_that_can_not_be_created_throws()
    {
        var file = Path.Combine(_directory.Options.Directory, "file");
        File.WriteAllText(file, "");
        var options = new SqliteStoreOptions(Path.Combine(file, "data"));

        var refusal = Assert.Throws<DatabaseNotWritableException>(() => _directory.Open(options: options));

        Assert.Equal(options.Path, refusal.Path);
        Assert.StartsWith(options.Path, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_of_file_that_can_not_be_opened_throws()
    {
        Directory.CreateDirectory(_directory.Options.Path);

        AssertNamesFile(Assert.Throws<DatabaseNotWritableException>(() => _directory.Open()));
    }

    [Fact]
    public void Open_of_locked_database_throws_unavailable()
    {
        _directory.Open().Dispose();
        using var other = _directory.Connect();
        using var exclusive = other.CreateCommand();
        exclusive.CommandText = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE";
        exclusive.ExecuteNonQuery();

        Assert.Throws<StoreUnavailableException>(
            () => _directory.Open(options: _directory.Options with { BusyTimeout = TimeSpan.FromMilliseconds(1) }));
    }

    [Fact]
    public async Task Open_with_new_field_fills_it_from_the_bodies()
    {
        const int Count = 1203;
        var old = TypeOf(indexes: []);
        using (var store = _directory.Open(types: [old]))
            await Fill(store, Count, old);

        var type = TypeOf(indexes: [new(new Order(Samples.Name), new Order(Samples.Id))], Samples.Name, Samples.Tags);
        var updated = _directory.Open(types: [type]);

        var named = await updated.Query(
            new DocumentQuery<Sample>(type) { Where = Predicate.Equal(Samples.Name, FieldValue.Of("name 1202")) },
            Stop);
        var tagged = await updated.Query(
            new DocumentQuery<Sample>(type) { Where = new Contains(Samples.Tags, "even"), Limit = 1000 }, Stop);
        Assert.Equal("id1202", Assert.Single(named.Items).Value.Id);
        Assert.Equal((Count + 1) / 2, tagged.Items.Count);
    }

    [Fact]
    public async Task Open_with_field_of_another_kind_fills_it_again()
    {
        var asText = new Field("number", FieldKind.Text);
        var old = new DocumentType<Sample>(
            Container.Projects,
            "sample",
            SampleJson.Default.Sample,
            (Samples.Id, sample => FieldValue.Of(sample.Id)),
            (asText, sample => FieldValue.Of($"number {sample.Number}")))
        {
            Indexes = [new(new Order(asText))],
        };
        using (var store = _directory.Open(types: [old]))
            await Fill(store, 5, old);

        var updated = _directory.Open(types: [Samples.Type]);

        var page = await updated.Query(
            new DocumentQuery<Sample>(Samples.Type)
            {
                Where = new Compare(Samples.Number, Comparison.GreaterOrEqual, FieldValue.Of(3)),
            },
            Stop);
        Assert.Equal(["id3", "id4"], page.Items.Select(item => item.Value.Id));
    }

    [Fact]
    public void Open_with_changed_indexes_replaces_them()
    {
        _directory.Open(types: [TypeOf(indexes: [new(new Order(Samples.Id))])]).Dispose();
        Assert.Equal("sample__id,sample__partition_id", Indexes());

        _directory.Open(types: [TypeOf(indexes: [new(new Order(Samples.Id, Descending: true))])]).Dispose();

        Assert.Equal("sample__id_desc,sample__partition_id", Indexes());

        object? Indexes() => _directory.Run(
            "SELECT group_concat(name) FROM (SELECT name FROM sqlite_schema "
            + "WHERE type = 'index' AND tbl_name = 'sample' AND sql IS NOT NULL ORDER BY name)");
    }

    [Fact]
    public void Open_with_different_declarations_of_one_kind_throws()
    {
        var here = TypeOf(indexes: []);
        var there = new DocumentType<Sample>(
            Container.Directory,
            "sample",
            SampleJson.Default.Sample,
            (Samples.Name, sample => FieldValue.Of(sample.Name)));

        Assert.Throws<ArgumentException>(() => _directory.Open(types: [here, there]));
    }

    [Fact]
    public async Task Use_of_type_that_was_not_declared_throws()
    {
        var store = _directory.Open(types: [Samples.Token]);

        await Assert.ThrowsAsync<ArgumentException>(
            async () => await store.Get(Samples.Type, new("project:1", "a"), Stop));
        Assert.Throws<InvalidOperationException>(() => store.Feed);
    }

    private static DocumentType<Sample> TypeOf(IReadOnlyList<DocumentIndex> indexes, params Field[] more)
    {
        (Field, Func<Sample, FieldValue>)[] all =
        [
            (Samples.Id, sample => FieldValue.Of(sample.Id)),
            (Samples.Name, sample => FieldValue.Of(sample.Name)),
            (Samples.Tags, sample => FieldValue.Of(sample.Tags)),
        ];
        return new DocumentType<Sample>(
            Container.Projects,
            "sample",
            SampleJson.Default.Sample,
            [.. all.Where(field => field.Item1 == Samples.Id || more.Contains(field.Item1))])
        {
            Indexes = indexes,
        };
    }

    private static async Task Fill(SqliteDocumentStore store, int count, DocumentType<Sample> type)
    {
        foreach (var chunk in Enumerable.Range(0, count).Chunk(Commit.MostWrites))
        {
            var commit = new Commit(Container.Projects, "project:1");
            foreach (var i in chunk)
            {
                commit.Create(type, $"id{i}", new Sample
                {
                    Id = $"id{i}",
                    Number = i,
                    Name = $"name {i}",
                    Tags = i % 2 == 0 ? ["even"] : [],
                });
            }

            Assert.True((await store.Commit(commit, Stop)).Succeeded);
        }
    }

    private void AssertNamesFile(DatabaseException refusal)
    {
        Assert.Equal(_directory.Options.Path, refusal.Path);
        Assert.StartsWith(_directory.Options.Path, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }
}

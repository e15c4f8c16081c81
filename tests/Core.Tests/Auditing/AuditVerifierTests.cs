using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Enterprise.Core.AuditTrail;
using Enterprise.Core.Auditing;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Tests.Auditing;

/// <summary>Somebody with the database's file changes what the trail says; the verifier finds it.</summary>
public sealed class AuditVerifierTests : IDisposable
{
    private const string Chain = "project:7";
    private const string March = "project:7/2026-03";

    private readonly Registry _registry = new();
    private IReadOnlyList<Change> _changes = [];

    [Fact]
    public async Task An_untouched_trail_is_valid_in_every_chain()
    {
        await Fill();
        var walked = new List<long>();

        var found = await Verify(chain: null, new Reported(walked));

        Assert.Equal((true, 2L, 8L), (found.Valid, found.Chains, found.Entries));
        Assert.Equal(8, walked[^1]);
        Assert.Equal((true, 1L, 6L), Told(await Verify(Chain)));
        Assert.Equal((true, 0L, 0L), Told(await Verify("project:404")));
    }

    [Fact]
    public async Task A_changed_field_is_found()
    {
        await Fill();
        Tamper(2, entry => entry["user_id"] = 99);

        await AssertBroken(3, _changes[2].Id, "The entry was changed.");
    }

    [Fact]
    public async Task A_changed_value_is_found()
    {
        await Fill();
        Tamper(1, entry => entry["new_values"]!["index"] = 0);

        await AssertBroken(2, _changes[1].Id, "The entry was changed.");
    }

    [Fact]
    public async Task A_changed_entry_with_a_hash_of_its_own_is_found_at_the_next_one()
    {
        await Fill();
        Tamper(1, entry => entry["reason"] = "forged", withHash: true);

        await AssertBroken(3, _changes[2].Id, "The entry does not refer to the one before it.");
    }

    [Fact]
    public async Task A_changed_last_entry_with_a_hash_of_its_own_is_found_by_the_head()
    {
        await Fill();
        Tamper(5, entry => entry["reason"] = "forged", withHash: true);

        await AssertBroken(6, null, "The month does not end with its last entry.");
    }

    [Fact]
    public async Task An_entry_removed_in_the_middle_is_found()
    {
        await Fill();
        Assert.Equal(1, Delete(1));

        await AssertBroken(2, null, "An entry is missing.");
    }

    [Fact]
    public async Task An_entry_removed_at_the_beginning_is_found()
    {
        await Fill();
        Assert.Equal(1, Delete(0));

        await AssertBroken(1, null, "An entry is missing.");
    }

    [Fact]
    public async Task An_entry_removed_at_the_end_is_found()
    {
        await Fill();
        Assert.Equal(1, Delete(5));

        await AssertBroken(6, null, "Entries at the end are missing.");
    }

    [Fact]
    public async Task Entries_removed_at_the_end_of_an_earlier_month_are_found()
    {
        await Fill();
        Assert.Equal(1, Delete(3));

        await AssertBroken(4, null, "Entries at the end are missing.");
    }

    [Fact]
    public async Task Swapped_entries_are_found()
    {
        await Fill();
        var (first, second) = (Body(1), Body(2));
        SetBody(_changes[1].Id, second);
        SetBody(_changes[2].Id, first);

        await AssertBroken(2, null, "An entry is missing.");
    }

    [Fact]
    public async Task Entries_that_swapped_places_are_found()
    {
        await Fill();
        _registry.Sql(
            "UPDATE audit_entry SET f_sequence = 5 - f_sequence WHERE id IN ($one, $other)",
            [("$one", _changes[1].Id), ("$other", _changes[2].Id)]);
        Tamper(1, entry => entry["sequence"] = 3);
        Tamper(2, entry => entry["sequence"] = 2);

        await AssertBroken(2, _changes[2].Id, "The entry does not refer to the one before it.");
    }

    [Fact]
    public async Task An_entry_under_another_id_is_found()
    {
        await Fill();
        Assert.Equal(1, _registry.Sql("UPDATE audit_entry SET id = 'x' WHERE id = $id", [("$id", _changes[1].Id)]));

        await AssertBroken(2, _changes[1].Id, "The entry was changed.");
    }

    [Fact]
    public async Task An_entry_of_another_chain_is_found()
    {
        await Fill();
        Tamper(1, entry => entry["chain"] = "organisation", withHash: true);

        await AssertBroken(2, _changes[1].Id, "The entry was changed.");
    }

    [Fact]
    public async Task An_entry_added_behind_the_head_is_found()
    {
        await Fill();
        var last = Read(_changes[5].Id);
        var forged = HashChain.Append(_changes[5] with { Id = "forged" }, 7, last.Hash);
        var json = JsonSerializer.SerializeToUtf8Bytes(forged, AuditTrailJson.Default.AuditEntry);
        _registry.Sql(
            """
            INSERT INTO audit_entry (partition, id, version, body, f_id, f_sequence)
            SELECT partition, 'forged', 1, $body, 'forged', 7 FROM audit_entry WHERE id = $id
            """,
            [("$body", json), ("$id", _changes[5].Id)]);

        await AssertBroken(7, "forged", "An entry lies beyond the end.");
    }

    [Theory]
    [InlineData("sequence", "7", 7, "Entries at the end are missing.")]
    [InlineData("sequence", "5", 5, "The month does not end with its last entry.")]
    [InlineData("hash", "\"00\"", 6, "The month does not end with its last entry.")]
    [InlineData("start_sequence", "3", 5, "The month does not go on where the one before it ends.")]
    [InlineData("start_hash", "\"00\"", 5, "The month does not go on where the one before it ends.")]
    [InlineData("month", "\"2026-05\"", 5, "The month does not go on where the one before it ends.")]
    public async Task An_altered_head_of_the_last_month_is_found(string field, string value, long place, string reason)
    {
        await Fill();
        TamperHead("project:7/2026-04", field, value);

        await AssertBroken(place, null, reason);
    }

    [Theory]
    [InlineData("sequence", "3")]
    [InlineData("hash", "\"00\"")]
    [InlineData("start_sequence", "1")]
    [InlineData("start_hash", "\"00\"")]
    [InlineData("next_month", "\"2026-05\"")]
    [InlineData("next_month", "null")]
    public async Task An_altered_head_of_an_earlier_month_is_found(string field, string value)
    {
        await Fill();
        TamperHead(March, field, value);

        var found = await Verify(Chain);

        Assert.False(found.Valid);
        Assert.Equal(Chain, Assert.Single(found.Breaks).Chain);
    }

    [Fact]
    public async Task A_removed_month_is_found()
    {
        await Fill();
        _registry.Sql("DELETE FROM audit_entry WHERE partition = $partition", [("$partition", March)]);
        _registry.Sql("DELETE FROM chain_head WHERE partition = $partition", [("$partition", March)]);

        await AssertBroken(1, null, "The month does not go on where the one before it ends.");
    }

    [Fact]
    public async Task Each_broken_chain_is_told_once_and_the_others_are_walked()
    {
        await Fill();
        Assert.Equal(8, _registry.Sql("UPDATE audit_entry SET body = replace(body, 'sample.updated', 'sample.deleted')"));

        var found = await Verify(chain: null);

        Assert.Equal((false, 2L, 8L), Told(found));
        Assert.Equal(["organisation", Chain], found.Breaks.Select(broken => broken.Chain));
        Assert.All(found.Breaks, broken => Assert.Equal(1, broken.Sequence));
    }

    [Fact]
    public async Task The_first_hundred_breaks_are_told()
    {
        var changes = Enumerable.Range(1, 120)
            .SelectMany(project => AuditTrailTests.Some(project, [DateTimeOffset.UnixEpoch.AddSeconds(project)]))
            .ToList();
        await _registry.Service<AuditTrailConsumer>().Handle(changes, Registry.Stop);
        _registry.Sql("UPDATE audit_entry SET body = replace(body, 'sample.updated', 'sample.deleted')");

        var found = await Verify(chain: null);

        Assert.Equal((false, 120L, 120L), Told(found));
        Assert.Equal(100, found.Breaks.Count);
    }

    /// <summary>Any single edit of any entry's JSON breaks the chain.</summary>
    [Fact]
    public async Task No_edit_of_a_field_goes_unnoticed()
    {
        await Fill();
        var fields = JsonSerializer.SerializeToNode(Read(_changes[0].Id), AuditTrailJson.Default.AuditEntry)!.AsObject()
            .Select(field => field.Key)
            .ToArray();
        var values = new Func<JsonNode>[] { () => 1234, () => "forged", () => new JsonObject(), () => true };

        await Gen.Select(Gen.Int[0, 5], Gen.OneOf(fields), Gen.OneOf(values)).SampleAsync(
            async (index, field, value) =>
            {
                var original = Body(index);
                Tamper(index, entry => entry[field] = value());
                try
                {
                    var found = await Verify(Chain);
                    Assert.False(found.Valid);
                }
                catch (JsonException)
                {
                    // Not even readable as an entry, which nobody can miss.
                }
                finally
                {
                    SetBody(_changes[index].Id, original);
                }
            },
            iter: 150,
            threads: 1);
        Assert.True((await Verify(Chain)).Valid);
    }

    [Fact]
    public async Task A_chain_that_grows_while_it_is_walked_is_no_broken_one()
    {
        await Fill();
        var trail = _registry.Service<AuditTrailConsumer>();
        var more = new Queue<Change>(AuditTrailTests.Some(
            7,
            [.. Enumerable.Range(0, 60).Select(index => new DateTimeOffset(2026, 4, 20, 0, 0, 0, TimeSpan.Zero).AddDays(index))]));
        var growing = new GrowingStore(_registry.Store, async () =>
        {
            if (more.TryDequeue(out var change))
                await trail.Handle([change], Registry.Stop);
        });

        while (more.Count > 0)
            Assert.Empty((await new AuditVerifier(growing).Verify(Chain, progress: null, Registry.Stop)).Breaks);
    }

    /// <summary>In the smallest steps, each of them as in another process: what is known goes through JSON.</summary>
    [Fact]
    public async Task A_walk_in_steps_finds_what_a_walk_at_once_does()
    {
        await Fill();
        Tamper(1, entry => entry["user_id"] = 99);
        Tamper(4, entry => entry["user_id"] = 99);

        var walk = new AuditWalk();
        var steps = 0;
        for (; !walk.IsDone; steps++)
            walk = await Step(walk);

        var atOnce = await Verify(chain: null);
        Assert.Equal(3, steps);
        Assert.Equal(Told(atOnce), Told(walk.Found()));
        Assert.Equal(atOnce.Breaks, walk.Breaks);
        Assert.Equal(2, Assert.Single(walk.Breaks).Sequence);
    }

    [Fact]
    public async Task A_month_that_grows_and_ends_between_two_steps_is_no_broken_one()
    {
        await Fill();
        var trail = _registry.Service<AuditTrailConsumer>();
        var april = new DateTimeOffset(2026, 4, 20, 0, 0, 0, TimeSpan.Zero);
        await trail.Handle(AuditTrailTests.Some(8, [april]), Registry.Stop);
        var walk = new AuditWalk();
        while (walk.Last is not { Chain: Chain, Month: "2026-04" })
            walk = await Step(walk);

        await trail.Handle(AuditTrailTests.Some(7, [april, april.AddDays(1), april.AddMonths(1)]), Registry.Stop);
        while (!walk.IsDone)
            walk = await Step(walk);

        Assert.Equal((true, 3L, 12L), Told(walk.Found()));
    }

    public void Dispose() => _registry.Dispose();

    private async Task<AuditWalk> Step(AuditWalk walk)
    {
        var known = JsonSerializer.Deserialize<AuditWalk>(JsonSerializer.Serialize(walk))!;
        return await _registry.Service<AuditVerifier>().GoOn(known, entries: 1, Registry.Stop);
    }

    private static (bool Valid, long Chains, long Entries) Told(AuditVerification found) =>
        (found.Valid, found.Chains, found.Entries);

    /// <summary>Four entries in March, two in April, and two of the organisation.</summary>
    private async Task Fill()
    {
        var march = new DateTimeOffset(2026, 3, 5, 0, 0, 0, TimeSpan.Zero);
        _changes = AuditTrailTests.Some(7, [.. new[] { 0, 1, 2, 3, 40, 41 }.Select(days => march.AddDays(days))]);
        var organisation = AuditTrailTests.Some(null, [march, march.AddDays(1)]);
        await _registry.Service<AuditTrailConsumer>().Handle([.. _changes, .. organisation], Registry.Stop);
    }

    private async Task<AuditVerification> Verify(string? chain, IProgress<long>? progress = null) =>
        await _registry.Service<AuditVerifier>().Verify(chain, progress, Registry.Stop);

    private async Task AssertBroken(long place, string? entryId, string reason)
    {
        var found = await Verify(Chain);

        Assert.False(found.Valid);
        var broken = Assert.Single(found.Breaks);
        Assert.Equal((Chain, place, entryId, reason), (broken.Chain, broken.Sequence, broken.EntryId, broken.Reason));
        Assert.False((await Verify(chain: null)).Valid);
        Assert.True((await Verify(HashChain.Organisation)).Valid);
    }

    private AuditEntry Read(string id) => JsonSerializer.Deserialize(Body(id), AuditTrailJson.Default.AuditEntry)!;

    private byte[] Body(int index) => Body(_changes[index].Id);

    private byte[] Body(string id) => (byte[])_registry.Scalar("SELECT body FROM audit_entry WHERE id = $id", [("$id", id)])!;

    private void SetBody(string id, byte[] body) => Assert.Equal(
        1, _registry.Sql("UPDATE audit_entry SET body = $body WHERE id = $id", [("$body", body), ("$id", id)]));

    private int Delete(int index) =>
        _registry.Sql("DELETE FROM audit_entry WHERE id = $id", [("$id", _changes[index].Id)]);

    private void Tamper(int index, Action<JsonObject> edit, bool withHash = false)
    {
        var node = JsonNode.Parse(Body(index))!.AsObject();
        edit(node);
        var json = JsonSerializer.SerializeToUtf8Bytes(node, ValuesJson.Default.JsonObject);
        if (withHash)
        {
            var entry = JsonSerializer.Deserialize(json, AuditTrailJson.Default.AuditEntry)!;
            json = JsonSerializer.SerializeToUtf8Bytes(
                entry with { Hash = HashChain.Hash(entry) }, AuditTrailJson.Default.AuditEntry);
        }

        SetBody(_changes[index].Id, json);
    }

    private void TamperHead(string partition, string field, string value) => Assert.Equal(1, _registry.Sql(
        "UPDATE chain_head SET body = CAST(json_set(CAST(body AS TEXT), $path, json($value)) AS BLOB) WHERE partition = $partition",
        [("$path", $"$.{field}"), ("$value", value), ("$partition", partition)]));

    private sealed class Reported(List<long> walked) : IProgress<long>
    {
        public void Report(long value) => walked.Add(value);
    }

    /// <summary>Something is appended before every reading.</summary>
    private sealed class GrowingStore(IDocumentStore store, Func<Task> grow) : IDocumentStore
    {
        public async ValueTask<Document<T>?> Get<T>(DocumentType<T> type, DocumentKey key, CancellationToken cancellationToken)
            where T : class
        {
            await grow();
            return await store.Get(type, key, cancellationToken);
        }

        public async ValueTask<DocumentPage<T>> Query<T>(DocumentQuery<T> query, CancellationToken cancellationToken)
            where T : class
        {
            await grow();
            return await store.Query(query, cancellationToken);
        }

        public ValueTask<CommitResult> Commit(Commit commit, CancellationToken cancellationToken) =>
            store.Commit(commit, cancellationToken);
    }
}

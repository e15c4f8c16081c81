using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Enterprise.Core.Auditing;
using Enterprise.Core.AuditTrail;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Tests.Auditing;

/// <summary>An attacker with access to the database file tampers with the trail; the verifier detects it.</summary>
public sealed class AuditVerifierTests : IDisposable
{
    private const string Chain = "project:7";
    private const string March = "project:7/2026-03";

    private readonly CoreFixture _core = new();
    private IReadOnlyList<Change> _changes = [];

    [Fact]
    public async Task Untouched_trail_is_valid_in_every_chain()
    {
        await Fill();
        var walked = new List<long>();

        var found = await Verify(chain: null, new RecordedProgress(walked));

        Assert.Equal((true, 2L, 8L), (found.Valid, found.Chains, found.Entries));
        Assert.Equal(8, walked[^1]);
        Assert.Equal((true, 1L, 6L), Summary(await Verify(Chain)));
        Assert.Equal((true, 0L, 0L), Summary(await Verify("project:404")));
    }

    [Fact]
    public async Task Changed_field_is_detected()
    {
        await Fill();
        Tamper(2, entry => entry["user_id"] = 99);

        await AssertBroken(3, _changes[2].Id, "The entry was changed.");
    }

    [Fact]
    public async Task Changed_value_is_detected()
    {
        await Fill();
        Tamper(1, entry => entry["new_values"]!["index"] = 0);

        await AssertBroken(2, _changes[1].Id, "The entry was changed.");
    }

    [Fact]
    public async Task Changed_entry_with_a_recomputed_hash_is_detected_at_the_next_entry()
    {
        await Fill();
        Tamper(1, entry => entry["reason"] = "forged", withHash: true);

        await AssertBroken(3, _changes[2].Id, "The entry does not refer to the one before it.");
    }

    [Fact]
    public async Task Changed_last_entry_with_a_recomputed_hash_is_detected_by_the_head()
    {
        await Fill();
        Tamper(5, entry => entry["reason"] = "forged", withHash: true);

        await AssertBroken(6, null, "The month does not end with its last entry.");
    }

    [Fact]
    public async Task Entry_removed_from_the_middle_is_detected()
    {
        await Fill();
        Assert.Equal(1, Delete(1));

        await AssertBroken(2, null, "An entry is missing.");
    }

    [Fact]
    public async Task Entry_removed_from_the_beginning_is_detected()
    {
        await Fill();
        Assert.Equal(1, Delete(0));

        await AssertBroken(1, null, "An entry is missing.");
    }

    [Fact]
    public async Task Entry_removed_from_the_end_is_detected()
    {
        await Fill();
        Assert.Equal(1, Delete(5));

        await AssertBroken(6, null, "Entries at the end are missing.");
    }

    [Fact]
    public async Task Entry_removed_from_the_end_of_an_earlier_month_is_detected()
    {
        await Fill();
        Assert.Equal(1, Delete(3));

        await AssertBroken(4, null, "Entries at the end are missing.");
    }

    [Fact]
    public async Task Swapped_bodies_of_entries_are_detected()
    {
        await Fill();
        var (first, second) = (Body(1), Body(2));
        SetBody(_changes[1].Id, second);
        SetBody(_changes[2].Id, first);

        await AssertBroken(2, null, "An entry is missing.");
    }

    [Fact]
    public async Task Swapped_sequence_numbers_of_entries_are_detected()
    {
        await Fill();
        _core.Sql(
            "UPDATE audit_entry SET f_sequence = 5 - f_sequence WHERE id IN ($one, $other)",
            [("$one", _changes[1].Id), ("$other", _changes[2].Id)]);
        Tamper(1, entry => entry["sequence"] = 3);
        Tamper(2, entry => entry["sequence"] = 2);

        await AssertBroken(2, _changes[2].Id, "The entry does not refer to the one before it.");
    }

    [Fact]
    public async Task Entry_stored_under_another_id_is_detected()
    {
        await Fill();
        Assert.Equal(1, _core.Sql("UPDATE audit_entry SET id = 'x' WHERE id = $id", [("$id", _changes[1].Id)]));

        await AssertBroken(2, _changes[1].Id, "The entry was changed.");
    }

    [Fact]
    public async Task Entry_of_another_chain_is_detected()
    {
        await Fill();
        Tamper(1, entry => entry["chain"] = "organisation", withHash: true);

        await AssertBroken(2, _changes[1].Id, "The entry was changed.");
    }

    [Fact]
    public async Task Entry_added_beyond_the_head_is_detected()
    {
        await Fill();
        var last = Read(_changes[5].Id);
        var forged = HashChain.Append(_changes[5] with { Id = "forged" }, 7, last.Hash);
        var json = JsonSerializer.SerializeToUtf8Bytes(forged, AuditTrailJson.Default.AuditEntry);
        _core.Sql(
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
    public async Task Altered_head_of_the_last_month_is_detected(string field, string value, long place, string reason)
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
    public async Task Altered_head_of_an_earlier_month_is_detected(string field, string value)
    {
        await Fill();
        TamperHead(March, field, value);

        var found = await Verify(Chain);

        Assert.False(found.Valid);
        Assert.Equal(Chain, Assert.Single(found.Breaks).Chain);
    }

    [Fact]
    public async Task Removed_month_is_detected()
    {
        await Fill();
        _core.Sql("DELETE FROM audit_entry WHERE partition = $partition", [("$partition", March)]);
        _core.Sql("DELETE FROM chain_head WHERE partition = $partition", [("$partition", March)]);

        await AssertBroken(1, null, "The month does not go on where the one before it ends.");
    }

    [Fact]
    public async Task Each_broken_chain_is_reported_once_and_the_others_are_verified()
    {
        await Fill();
        Assert.Equal(8, _core.Sql("UPDATE audit_entry SET body = replace(body, 'sample.updated', 'sample.deleted')"));

        var found = await Verify(chain: null);

        Assert.Equal((false, 2L, 8L), Summary(found));
        Assert.Equal(["organisation", Chain], found.Breaks.Select(broken => broken.Chain));
        Assert.All(found.Breaks, broken => Assert.Equal(1, broken.Sequence));
    }

    [Fact]
    public async Task At_most_100_breaks_are_reported()
    {
        var changes = Enumerable.Range(1, 120)
            .SelectMany(
                project => AuditTrailTests.SampleChanges(project, [DateTimeOffset.UnixEpoch.AddSeconds(project)]))
            .ToList();
        await _core.Service<AuditTrailConsumer>().Handle(changes, CoreFixture.Stop);
        _core.Sql("UPDATE audit_entry SET body = replace(body, 'sample.updated', 'sample.deleted')");

        var found = await Verify(chain: null);

        Assert.Equal((false, 120L, 120L), Summary(found));
        Assert.Equal(100, found.Breaks.Count);
    }

    /// <summary>Any single edit of any entry's JSON breaks the chain.</summary>
    [Fact]
    public async Task Edit_of_any_field_is_detected()
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
                    // The entry cannot even be parsed, which is detected too.
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
    public async Task Chain_that_grows_during_verification_is_valid()
    {
        await Fill();
        var trail = _core.Service<AuditTrailConsumer>();
        var more = new Queue<Change>(AuditTrailTests.SampleChanges(
            7,
            [
                .. Enumerable.Range(0, 60)
                    .Select(index => new DateTimeOffset(2026, 4, 20, 0, 0, 0, TimeSpan.Zero).AddDays(index)),
            ]));
        var growing = new GrowingStore(_core.Store, async () =>
        {
            if (more.TryDequeue(out var change))
                await trail.Handle([change], CoreFixture.Stop);
        });

        while (more.Count > 0)
            Assert.Empty((await new AuditVerifier(growing).Verify(Chain, progress: null, CoreFixture.Stop)).Breaks);
    }

    /// <summary>In steps of one entry, with the state serialized in between as if by another process.</summary>
    [Fact]
    public async Task Verification_in_steps_finds_the_same_as_in_one_run()
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
        Assert.Equal(Summary(atOnce), Summary(walk.Found()));
        Assert.Equal(atOnce.Breaks, walk.Breaks);
        Assert.Equal(2, Assert.Single(walk.Breaks).Sequence);
    }

    [Fact]
    public async Task Month_that_grows_and_closes_between_two_steps_is_valid()
    {
        await Fill();
        var trail = _core.Service<AuditTrailConsumer>();
        var april = new DateTimeOffset(2026, 4, 20, 0, 0, 0, TimeSpan.Zero);
        await trail.Handle(AuditTrailTests.SampleChanges(8, [april]), CoreFixture.Stop);
        var walk = new AuditWalk();
        while (walk.Last is not { Chain: Chain, Month: "2026-04" })
            walk = await Step(walk);

        await trail.Handle(
            AuditTrailTests.SampleChanges(7, [april, april.AddDays(1), april.AddMonths(1)]), CoreFixture.Stop);
        while (!walk.IsDone)
            walk = await Step(walk);

        Assert.Equal((true, 3L, 12L), Summary(walk.Found()));
    }

    public void Dispose() => _core.Dispose();

    private async Task<AuditWalk> Step(AuditWalk walk)
    {
        var known = JsonSerializer.Deserialize<AuditWalk>(JsonSerializer.Serialize(walk))!;
        return await _core.Service<AuditVerifier>().GoOn(known, entries: 1, CoreFixture.Stop);
    }

    private static (bool Valid, long Chains, long Entries) Summary(AuditVerification found) =>
        (found.Valid, found.Chains, found.Entries);

    /// <summary>Four entries in March, two in April, and two of the organisation.</summary>
    private async Task Fill()
    {
        var march = new DateTimeOffset(2026, 3, 5, 0, 0, 0, TimeSpan.Zero);
        _changes = AuditTrailTests.SampleChanges(
            7, [.. new[] { 0, 1, 2, 3, 40, 41 }.Select(days => march.AddDays(days))]);
        var organisation = AuditTrailTests.SampleChanges(null, [march, march.AddDays(1)]);
        await _core.Service<AuditTrailConsumer>().Handle([.. _changes, .. organisation], CoreFixture.Stop);
    }

    private async Task<AuditVerification> Verify(string? chain, IProgress<long>? progress = null) =>
        await _core.Service<AuditVerifier>().Verify(chain, progress, CoreFixture.Stop);

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

    private byte[] Body(string id) =>
        (byte[])_core.Scalar("SELECT body FROM audit_entry WHERE id = $id", [("$id", id)])!;

    private void SetBody(string id, byte[] body) => Assert.Equal(
        1, _core.Sql("UPDATE audit_entry SET body = $body WHERE id = $id", [("$body", body), ("$id", id)]));

    private int Delete(int index) =>
        _core.Sql("DELETE FROM audit_entry WHERE id = $id", [("$id", _changes[index].Id)]);

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

    private void TamperHead(string partition, string field, string value) => Assert.Equal(1, _core.Sql(
        """
        UPDATE chain_head SET body = CAST(json_set(CAST(body AS TEXT), $path, json($value)) AS BLOB)
        WHERE partition = $partition
        """,
        [("$path", $"$.{field}"), ("$value", value), ("$partition", partition)]));

    private sealed class RecordedProgress(List<long> walked) : IProgress<long>
    {
        public void Report(long value) => walked.Add(value);
    }

    /// <summary>Appends a change before every read.</summary>
    private sealed class GrowingStore(IDocumentStore store, Func<Task> grow) : IDocumentStore
    {
        public async ValueTask<Document<T>?> Get<T>(
            DocumentType<T> type, DocumentKey key, CancellationToken cancellationToken)
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

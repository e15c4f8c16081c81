using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CsCheck;
using Enterprise.Core.Auditing;
using Enterprise.Core.AuditTrail;

namespace Enterprise.Core.Tests.Auditing;

public sealed class HashChainTests
{
    private static readonly Change _change = new()
    {
        Id = "01956e4a-0000-7000-8000-000000000001",
        Action = "project.updated",
        EntityType = "project",
        EntityId = 12,
        ProjectId = 12,
        UserId = 3,
        OccurredAt = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddMicroseconds(5),
        IpAddress = "2001:db8::1",
        UserAgent = "curl/8",
        RequestId = "abc",
        OldValues = CoreFixture.Json("""{"budget_allocated":500000.00,"name":"Portal"}"""),
        NewValues = CoreFixture.Json("""{"name":"Zoë's \"Portal\"","budget_allocated":1E+3}"""),
    };

    /// <summary>Written by hand, to show that the trail can be verified by the documented rule alone.</summary>
    private static readonly string _canonical = """
        {"action":"project.updated","chain":"project:12","entity_id":12,"entity_type":"project",
        "id":"01956e4a-0000-7000-8000-000000000001","ip_address":"2001:db8::1",
        "new_values":{"budget_allocated":1000,"name":"Zoë's \"Portal\""},
        "occurred_at":"2026-03-01T12:00:00.000005Z",
        "old_values":{"budget_allocated":500000,"name":"Portal"},
        "previous_hash":"0000000000000000000000000000000000000000000000000000000000000000",
        "project_id":12,"request_id":"abc","sequence":1,"user_agent":"curl/8","user_id":3}
        """.ReplaceLineEndings("");

    [Fact]
    public void Hash_is_SHA_256_of_the_canonical_JSON_and_stays_the_same()
    {
        var entry = HashChain.Append(_change, 1, HashChain.Genesis);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_canonical))), entry.Hash);
        Assert.Equal("a69b54d757faf94a302d31153c4a65ea67aa34c07b4decbea8f0f1d5d0a9d5fe", entry.Hash);
    }

    [Fact]
    public void Hash_depends_on_the_previous_hash_and_the_sequence()
    {
        var first = HashChain.Append(_change, 1, HashChain.Genesis);
        var second = HashChain.Append(_change, 2, first.Hash);

        Assert.Equal((first.Hash, 2L), (second.PreviousHash, second.Sequence));
        Assert.NotEqual(first.Hash, second.Hash);
        Assert.NotEqual(first.Hash, HashChain.Append(_change, 2, HashChain.Genesis).Hash);
    }

    [Fact]
    public void Hash_can_be_recomputed_from_the_stored_JSON() =>
        Gen.Select(
            JsonGenerator.Value(2),
            JsonGenerator.Value(2),
            Gen.String,
            Gen.Int,
            Gen.Long[0, 1L << 53]).Sample((old, @new, text, chance, number) =>
        {
            var change = _change with
            {
                Action = text,
                Reason = text,
                EntityId = number,
                IsAgent = chance % 2 == 0 ? true : null,
                OldValues = CoreFixture.Json("{\"v\":" + JsonGenerator.Write(old, new Random(chance)) + "}"),
                NewValues = CoreFixture.Json("{\"v\":" + JsonGenerator.Write(@new, new Random(chance)) + "}"),
            };

            var entry = HashChain.Append(change, number, HashChain.Genesis);

            var stored = JsonSerializer.SerializeToNode(entry, AuditTrailJson.Default.AuditEntry)!.AsObject();
            var uncovered = stored.Where(field => field.Key == "hash" || field.Value is null)
                .Select(field => field.Key)
                .ToList();
            foreach (var name in uncovered)
                stored.Remove(name);
            var canonical = CanonicalJson.Write(CoreFixture.Json(stored.ToJsonString()));
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(canonical)), entry.Hash);
        });

    [Fact]
    public void Hash_covers_every_field()
    {
        var entry = HashChain.Append(_change, 1, HashChain.Genesis);
        AuditEntry[] altered =
        [
            entry with { Id = "x" },
            entry with { Action = "project.created" },
            entry with { EntityType = "team" },
            entry with { EntityId = 13 },
            entry with { ProjectId = null },
            entry with { UserId = 4 },
            entry with { IsAgent = true },
            entry with { OccurredAt = entry.OccurredAt.AddMicroseconds(1) },
            entry with { IpAddress = null },
            entry with { UserAgent = "curl/9" },
            entry with { RequestId = "abd" },
            entry with { Reason = "" },
            entry with { OldValues = null },
            entry with { NewValues = CoreFixture.Json("{}") },
            entry with { Chain = HashChain.Organisation },
            entry with { Sequence = 2 },
            entry with { PreviousHash = entry.Hash },
        ];

        Assert.Equal(typeof(AuditEntry).GetProperties().Length - 1, altered.Length);
        Assert.All(altered, other => Assert.NotEqual(entry.Hash, HashChain.Hash(other)));
        Assert.Equal(entry.Hash, HashChain.Hash(entry with { Hash = "x" }));
    }

    [Fact]
    public void Change_belongs_to_its_projects_chain_or_to_the_organisations()
    {
        Assert.Equal("project:12", HashChain.Of(_change));
        Assert.Equal("organisation", HashChain.Of(_change with { ProjectId = null }));
    }
}

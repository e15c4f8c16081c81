using System.Text.Json;
using Enterprise.Core;
using Enterprise.Core.Auditing;
using Enterprise.Core.AuditTrail;

namespace Enterprise.Cosmos.Tests;

/// <summary>
/// The hash chain over documents that Cosmos DB has changed: it stores numbers as doubles, so that 100.50 is read as
/// 100.5.
/// </summary>
public sealed class AuditOnCosmosTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Chain_over_two_months_verifies_and_has_each_change_once()
    {
        await using var account = await TestAccount.Open(CoreServices.DocumentTypes);
        var trail = new AuditTrailConsumer(account.Store);
        List<Change> changes =
        [
            .. from day in Enumerable.Range(0, 60)
            from project in new long[] { 1, 2 }
            select ChangeOf(project, new DateTimeOffset(2026, 1, 10, 0, 0, 0, TimeSpan.Zero).AddDays(day)),
        ];

        await trail.Handle(changes[..70], Stop);
        await trail.Handle(changes[40..], Stop);

        var verification = await new AuditVerifier(account.Store).Verify(null, null, Stop);
        Assert.Empty(verification.Breaks);
        Assert.Equal((2, changes.Count), (verification.Chains, verification.Entries));
    }

    private static Change ChangeOf(long project, DateTimeOffset at) => new()
    {
        Id = $"{project}-{at:yyyyMMdd}",
        Action = "project.updated",
        EntityType = "project",
        EntityId = project,
        ProjectId = project,
        OccurredAt = at,
        OldValues = JsonSerializer.Deserialize<JsonElement>("""{"budget_allocated":100.50,"name":"Zo\u00eb <1>"}"""),
        NewValues = JsonSerializer.Deserialize<JsonElement>("""{"budget_allocated":1.0e3,"name":null}"""),
    };
}

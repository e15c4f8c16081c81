using System.Text;
using System.Text.Json;
using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Tests.Auditing;

public sealed class ChangeJsonTests
{
    private static readonly Change _change = new()
    {
        Id = "01a20a76-6096-7287-ae64-51a94e231b29",
        Action = "project.created",
        EntityType = "project",
        EntityId = 7,
        ProjectId = 7,
        UserId = 2,
        OccurredAt = new DateTimeOffset(2026, 1, 12, 8, 30, 0, TimeSpan.Zero).AddMicroseconds(5),
        NewValues = JsonElement.Parse("""{"name":"x","kpis":{"nothing":null}}"""),
    };

    [Fact]
    public void What_is_null_is_not_kept()
    {
        var kept = JsonElement.Parse(Keep(_change));

        Assert.Equal(
            ["id", "action", "entity_type", "entity_id", "project_id", "user_id", "occurred_at", "new_values"],
            kept.EnumerateObject().Select(property => property.Name));
        Assert.Equal("""{"name":"x","kpis":{"nothing":null}}""", kept.GetProperty("new_values").GetRawText());
    }

    [Fact]
    public void What_is_kept_is_read_as_it_was()
    {
        var read = Read(Keep(_change));

        Assert.Equal(Everything(_change), Everything(read));
    }

    [Fact]
    public void A_change_that_was_kept_with_its_nulls_is_read()
    {
        var withNulls = Everything(_change);
        Assert.Contains("\"reason\":null", withNulls, StringComparison.Ordinal);

        Assert.Equal(withNulls, Everything(Read(Encoding.UTF8.GetBytes(withNulls))));
    }

    private static byte[] Keep(Change change) => new Commit(Container.Projects, "project:7")
        .Create(Changes.OfProjects, change.Id, change)
        .Writes[0].Json.ToArray();

    private static Change Read(byte[] json)
    {
        var batch = new ChangeBatch();
        batch.Add(_change.Id, json);
        return Assert.Single(batch.Changes);
    }

    private static string Everything(Change change) => JsonSerializer.Serialize(change, AuditingJson.Default.Change);
}

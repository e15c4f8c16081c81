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
    public void Null_properties_are_not_stored()
    {
        var stored = JsonElement.Parse(Store(_change));

        Assert.Equal(
            ["id", "action", "entity_type", "entity_id", "project_id", "user_id", "occurred_at", "new_values"],
            stored.EnumerateObject().Select(property => property.Name));
        Assert.Equal("""{"name":"x","kpis":{"nothing":null}}""", stored.GetProperty("new_values").GetRawText());
    }

    [Fact]
    public void Stored_change_round_trips()
    {
        var read = Read(Store(_change));

        Assert.Equal(JsonWithNulls(_change), JsonWithNulls(read));
    }

    [Fact]
    public void Change_stored_with_nulls_is_still_read()
    {
        var withNulls = JsonWithNulls(_change);
        Assert.Contains("\"reason\":null", withNulls, StringComparison.Ordinal);

        Assert.Equal(withNulls, JsonWithNulls(Read(Encoding.UTF8.GetBytes(withNulls))));
    }

    private static byte[] Store(Change change) => new Commit(Container.Projects, "project:7")
        .Create(Changes.OfProjects, change.Id, change)
        .Writes[0].Json.ToArray();

    private static Change Read(byte[] json)
    {
        var batch = new ChangeBatch();
        batch.Add(_change.Id, json);
        return Assert.Single(batch.Changes);
    }

    private static string JsonWithNulls(Change change) =>
        JsonSerializer.Serialize(change, AuditingJson.Default.Change);
}

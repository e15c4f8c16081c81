using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Auditing;

/// <summary>
/// Who did what to which entity, and what it changed: written in the same commit as the entity (the outbox), never
/// changed afterwards, and the source of the audit trail and of every notification.
/// </summary>
public record Change
{
    /// <summary>See <see cref="ChangeId"/>: the ids of an entity's changes sort as the changes do.</summary>
    public required string Id { get; init; }

    /// <summary>What happened: <c>project.updated</c>, <c>access.denied</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The kind of entity it happened to: <c>project</c>.</summary>
    public required string EntityType { get; init; }

    /// <summary>The entity's id; null where the action has no single entity.</summary>
    public long? EntityId { get; init; }

    /// <summary>The project it belongs to; null for what concerns the organisation.</summary>
    public long? ProjectId { get; init; }

    /// <summary>Who did it; null for the system itself.</summary>
    public long? UserId { get; init; }

    /// <summary>True when a program acted in the user's name; null otherwise.</summary>
    public bool? IsAgent { get; init; }

    /// <summary>When, to the microsecond; later than every earlier change of the same entity.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>The client's address, as text; null for the system itself.</summary>
    public string? IpAddress { get; init; }

    /// <summary>The client's User-Agent header, cut at 512 characters.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The request's trace id.</summary>
    public string? RequestId { get; init; }

    /// <summary>Why, where a reason was asked for or given.</summary>
    public string? Reason { get; init; }

    /// <summary>A JSON object of the values before, of just the fields that changed.</summary>
    [JsonConverter(typeof(RawJsonConverter))]
    public JsonElement? OldValues { get; init; }

    /// <summary>A JSON object of the values after, of just the fields that changed.</summary>
    [JsonConverter(typeof(RawJsonConverter))]
    public JsonElement? NewValues { get; init; }
}

/// <summary>
/// How changes are stored: in the container of what they changed, for as long as they may be requested.
/// </summary>
public static class Changes
{
    /// <summary>How long a change is kept; the audit trail is the archive.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    /// <summary>
    /// Omits nulls: every write includes a change, so the size of a change adds to what each write stores and copies.
    /// </summary>
    internal static readonly JsonTypeInfo<Change> Json = (JsonTypeInfo<Change>)new JsonSerializerOptions(
        AuditingJson.Default.Options)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    }.GetTypeInfo(typeof(Change));

    public static readonly Field Id = new("id", FieldKind.Text);
    public static readonly Field EntityType = new("entity_type", FieldKind.Text);
    public static readonly Field EntityId = new("entity_id", FieldKind.Integer);
    public static readonly Field OccurredAt = new("occurred_at", FieldKind.Integer);

    /// <summary>Changes of projects and what belongs to them.</summary>
    public static readonly DocumentType<Change> OfProjects = Declare(Container.Projects);

    /// <summary>Changes of users, teams and the organisation.</summary>
    public static readonly DocumentType<Change> OfDirectory = Declare(Container.Directory);

    /// <summary>Both: where a host that follows changes has to look.</summary>
    public static IReadOnlyList<DocumentType<Change>> All { get; } = [OfProjects, OfDirectory];

    /// <summary>The changes of a container.</summary>
    internal static DocumentType<Change> In(Container container) =>
        container == Container.Projects ? OfProjects : OfDirectory;

    private static DocumentType<Change> Declare(Container container) => new(
        container,
        "change",
        Json,
        (Id, change => FieldValue.Of(change.Id)),
        (EntityType, change => FieldValue.Of(change.EntityType)),
        (EntityId, change => FieldValue.Of(change.EntityId)),
        (OccurredAt, change => FieldValue.Of(change.OccurredAt)))
    {
        TimeToLive = Retention,
    };
}

using System.Globalization;
using System.Text.Json.Serialization;
using Enterprise.Core.Listing;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Releases;

/// <summary>Where a release is in its life; it only ever goes forward.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ReleaseStatus>))]
public enum ReleaseStatus
{
    Draft,
    Released,
    RolledBack,
}

/// <summary>What callers set of a release.</summary>
/// <remarks>
/// What has a default has a setter: the JSON source generator writes every init property, whether it was sent or not.
/// </remarks>
public record ReleaseFields
{
    /// <summary>A semantic version (SemVer 2.0.0), with or without a leading <c>v</c>; unique in its project.</summary>
    public string? Version { get; init; }

    public string? Name { get; init; }

    public string? Description { get; init; }

    public string? ReleaseNotes { get; init; }

    public ReleaseStatus Status { get; set; } = ReleaseStatus.Draft;

    /// <summary>Why it has the status it has; required for a rollback.</summary>
    public string? StatusReason { get; init; }
}

/// <summary>What callers send to create a release.</summary>
public record NewRelease : ReleaseFields
{
    public long? ProjectId { get; init; }
}

/// <summary>A version of a project that was, or is to be, published.</summary>
public sealed record Release : ReleaseFields, IEntity
{
    [JsonConstructor]
    public Release()
    {
    }

    internal Release(ReleaseFields fields)
        : base(fields)
    {
    }

    /// <inheritdoc/>
    [JsonPropertyOrder(-1)]
    public long Id { get; init; }

    [JsonPropertyOrder(-1)]
    public long ProjectId { get; init; }

    /// <summary>When it was released.</summary>
    [JsonPropertyOrder(1)]
    public DateTimeOffset? ReleasedAt { get; init; }

    /// <summary>The user who released it.</summary>
    [JsonPropertyOrder(1)]
    public long? ReleasedBy { get; init; }

    /// <summary>When it was rolled back.</summary>
    [JsonPropertyOrder(1)]
    public DateTimeOffset? RolledBackAt { get; init; }

    /// <summary>The user who rolled it back.</summary>
    [JsonPropertyOrder(1)]
    public long? RolledBackBy { get; init; }

    /// <summary>The user who created it.</summary>
    [JsonPropertyOrder(1)]
    public long CreatedBy { get; init; }

    /// <inheritdoc/>
    [JsonPropertyOrder(1)]
    public DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc/>
    [JsonPropertyOrder(1)]
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>What tells a draft from the same one changed, known before it is written.</summary>
    [JsonIgnore]
    internal string DraftVersion => UpdatedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>The release with other fields; what callers don't set stays.</summary>
    internal Release With(ReleaseFields fields) => new(fields)
    {
        Id = Id,
        ProjectId = ProjectId,
        ReleasedAt = ReleasedAt,
        ReleasedBy = ReleasedBy,
        RolledBackAt = RolledBackAt,
        RolledBackBy = RolledBackBy,
        CreatedBy = CreatedBy,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
    };

    /// <summary>The draft as it is once it is published.</summary>
    internal Release Publish(long userId, DateTimeOffset at) =>
        this with { Status = ReleaseStatus.Released, ReleasedAt = at, ReleasedBy = userId, UpdatedAt = at };
}

/// <summary>How releases are kept: in their project's partition.</summary>
public static class ReleaseDocuments
{
    public static readonly Field Id = new("id", FieldKind.Integer);

    /// <summary>A text that sorts as semantic versions rank.</summary>
    public static readonly Field Version = new("version", FieldKind.Text);
    public static readonly Field Status = new("status", FieldKind.Integer);
    public static readonly Field CreatedAt = new("created_at", FieldKind.Integer);

    public static readonly DocumentType<Release> Type = new(
        Container.Projects,
        "release",
        ReleasesJson.Default.Release,
        (Id, release => FieldValue.Of(release.Id)),
        (Version, release => FieldValue.Of(SemanticVersion.SortKey(release.Version!))),
        (Status, release => FieldValue.Of((long)release.Status)),
        (CreatedAt, release => FieldValue.Of(release.CreatedAt)))
    {
        Indexes =
        [
            DocumentIndex.InPartition(new Order(Id)),
            DocumentIndex.InPartition(new Order(Version), new Order(Id)),
            DocumentIndex.InPartition(new Order(CreatedAt), new Order(Id)),
        ],
    };

    /// <summary>What a project's list of releases can be asked.</summary>
    public static readonly ListDefinition<Release> List = new(Type)
    {
        Name = "releases",
        Filters = [ListFilter.Enumeration<ReleaseStatus>(Status), .. ListFilter.Times("created", CreatedAt)],
        Sorts = [ListSort.By(Version), ListSort.By(Id), ListSort.By(CreatedAt)],
        DefaultSort = [new Order(Version)],
    };
}

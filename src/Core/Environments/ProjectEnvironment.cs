using System.Text.Json.Serialization;
using Enterprise.Core.Listing;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Environments;

/// <summary>The stage an environment is.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<EnvironmentName>))]
public enum EnvironmentName
{
    Development,
    Staging,
    Production,
}

/// <summary>What callers set of an environment.</summary>
/// <remarks>
/// What has a default has a setter: the JSON source generator writes every init property, whether it was sent or not.
/// </remarks>
public record EnvironmentFields
{
    /// <summary>Unique in its project.</summary>
    public EnvironmentName? Name { get; init; }

    public string? Url { get; init; }

    /// <summary>The organisation's own word for how it is: <c>active</c>, <c>maintenance</c>.</summary>
    public string? Status { get; set; } = "active";
}

/// <summary>What callers send to create an environment.</summary>
public record NewEnvironment : EnvironmentFields
{
    public long? ProjectId { get; init; }
}

/// <summary>A place where a project's versions run, and what runs there since when.</summary>
public sealed record ProjectEnvironment : EnvironmentFields, IEntity
{
    [JsonConstructor]
    public ProjectEnvironment()
    {
    }

    internal ProjectEnvironment(EnvironmentFields fields)
        : base(fields)
    {
    }

    /// <inheritdoc/>
    [JsonPropertyOrder(-1)]
    public long Id { get; init; }

    [JsonPropertyOrder(-1)]
    public long ProjectId { get; init; }

    /// <summary>The version that runs there; null when nothing was deployed yet.</summary>
    [JsonPropertyOrder(1)]
    public string? CurrentVersion { get; init; }

    /// <summary>The release that runs there, where a release was deployed.</summary>
    [JsonPropertyOrder(1)]
    public long? CurrentReleaseId { get; init; }

    /// <summary>The deployment that brought it there.</summary>
    [JsonPropertyOrder(1)]
    public long? CurrentDeploymentId { get; init; }

    /// <summary>Since when it runs there.</summary>
    [JsonPropertyOrder(1)]
    public DateTimeOffset? DeployedAt { get; init; }

    /// <inheritdoc/>
    [JsonPropertyOrder(1)]
    public DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc/>
    [JsonPropertyOrder(1)]
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>How environments are kept: in their project's partition.</summary>
public static class EnvironmentDocuments
{
    public static readonly Field Id = new("id", FieldKind.Integer);
    public static readonly Field Name = new("name", FieldKind.Integer);
    public static readonly Field Status = new("status", FieldKind.Text);

    public static readonly DocumentType<ProjectEnvironment> Type = new(
        Container.Projects,
        "environment",
        EnvironmentsJson.Default.ProjectEnvironment,
        (Id, environment => FieldValue.Of(environment.Id)),
        (Name, environment => FieldValue.Of((long?)environment.Name)),
        (Status, environment => FieldValue.Of(environment.Status)))
    {
        Indexes = [DocumentIndex.InPartition(new Order(Id)), DocumentIndex.InPartition(new Order(Name), new Order(Id))],
    };

    /// <summary>What a project's list of environments can be asked.</summary>
    public static readonly ListDefinition<ProjectEnvironment> List = new(Type)
    {
        Name = "environments",
        Filters = [ListFilter.Enumeration<EnvironmentName>(Name), ListFilter.Text(Status)],
        Sorts = [ListSort.By(Id), ListSort.By(Name)],
        DefaultSort = [new Order(Name)],
    };
}

using System.Text.Json.Serialization;
using Enterprise.Core.Environments;
using Enterprise.Core.Listing;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Deployments;

/// <summary>How far a deployment got; the last three are final.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<DeploymentStatus>))]
public enum DeploymentStatus
{
    Pending,
    InProgress,
    Succeeded,
    Failed,
    Cancelled,
}

/// <summary>What advances a deployment.</summary>
/// <remarks>
/// What has a default has a setter: the JSON source generator writes every init property, whether it was sent or not.
/// </remarks>
public record DeploymentProgress
{
    public DeploymentStatus Status { get; set; } = DeploymentStatus.Pending;

    /// <summary>When it started; by default when it is first said to be in progress.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; by default when it is first said to have.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}

/// <summary>What callers send to record a deployment.</summary>
public record NewDeployment : DeploymentProgress
{
    public long? ProjectId { get; init; }

    /// <summary>The environment; or else name it.</summary>
    public long? EnvironmentId { get; init; }

    /// <summary>The environment's name; or else give its id.</summary>
    public EnvironmentName? Environment { get; init; }

    /// <summary>The release that is deployed; or else say which version.</summary>
    public long? ReleaseId { get; init; }

    /// <summary>The version that is deployed, where it is no release.</summary>
    public string? Version { get; init; }

    public string? CommitSha { get; init; }

    /// <summary>When the deployed commit was made: where DORA's lead time for changes starts.</summary>
    public DateTimeOffset? CommitTime { get; init; }

    /// <summary>
    /// Whether it was made to repair something that users noticed (DORA's rework rate counts these).
    /// </summary>
    public bool Unplanned { get; init; }
}

/// <summary>An attempt to bring a version to an environment.</summary>
public sealed record Deployment : DeploymentProgress, IEntity
{
    [JsonConstructor]
    public Deployment()
    {
    }

    internal Deployment(DeploymentProgress progress)
        : base(progress)
    {
    }

    /// <inheritdoc/>
    [JsonPropertyOrder(-1)]
    public long Id { get; init; }

    [JsonPropertyOrder(-1)]
    public long ProjectId { get; init; }

    [JsonPropertyOrder(-1)]
    public long EnvironmentId { get; init; }

    /// <summary>The environment's name.</summary>
    [JsonPropertyOrder(-1)]
    public EnvironmentName Environment { get; init; }

    [JsonPropertyOrder(1)]
    public long? ReleaseId { get; init; }

    [JsonPropertyOrder(1)]
    public string? Version { get; init; }

    [JsonPropertyOrder(1)]
    public string? CommitSha { get; init; }

    [JsonPropertyOrder(1)]
    public DateTimeOffset? CommitTime { get; init; }

    [JsonPropertyOrder(1)]
    public bool Unplanned { get; init; }

    /// <summary>The user who recorded it.</summary>
    [JsonPropertyOrder(1)]
    public long CreatedBy { get; init; }

    /// <inheritdoc/>
    [JsonPropertyOrder(1)]
    public DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc/>
    [JsonPropertyOrder(1)]
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>How deployments are kept: in their project's partition.</summary>
public static class DeploymentDocuments
{
    public static readonly Field Id = new("id", FieldKind.Integer);
    public static readonly Field EnvironmentId = new("environment_id", FieldKind.Integer);
    public static readonly Field Environment = new("environment", FieldKind.Integer);
    public static readonly Field ReleaseId = new("release_id", FieldKind.Integer);
    public static readonly Field Status = new("status", FieldKind.Integer);
    public static readonly Field Unplanned = new("unplanned", FieldKind.Integer);
    public static readonly Field CreatedAt = new("created_at", FieldKind.Integer);
    public static readonly Field FinishedAt = new("finished_at", FieldKind.Integer);

    public static readonly DocumentType<Deployment> Type = new(
        Container.Projects,
        "deployment",
        DeploymentsJson.Default.Deployment,
        (Id, deployment => FieldValue.Of(deployment.Id)),
        (EnvironmentId, deployment => FieldValue.Of(deployment.EnvironmentId)),
        (Environment, deployment => FieldValue.Of((long)deployment.Environment)),
        (ReleaseId, deployment => FieldValue.Of(deployment.ReleaseId)),
        (Status, deployment => FieldValue.Of((long)deployment.Status)),
        (Unplanned, deployment => FieldValue.Of(deployment.Unplanned)),
        (CreatedAt, deployment => FieldValue.Of(deployment.CreatedAt)),
        (FinishedAt, deployment => FieldValue.Of(deployment.FinishedAt)))
    {
        Indexes =
        [
            DocumentIndex.InPartition(new Order(Id)),
            DocumentIndex.InPartition(new Order(CreatedAt), new Order(Id)),
            DocumentIndex.InPartition(new Order(FinishedAt), new Order(Id)),
        ],
    };

    /// <summary>What a project's list of deployments can be asked.</summary>
    public static readonly ListDefinition<Deployment> List = new(Type)
    {
        Name = "deployments",
        Filters =
        [
            ListFilter.Integer(EnvironmentId),
            ListFilter.Enumeration<EnvironmentName>(Environment),
            ListFilter.Integer(ReleaseId),
            ListFilter.Enumeration<DeploymentStatus>(Status),
            ListFilter.Flag(Unplanned),
            .. ListFilter.Times("created", CreatedAt),
            .. ListFilter.Times("finished", FinishedAt),
        ],
        Sorts = [ListSort.By(CreatedAt), ListSort.By(FinishedAt), ListSort.By(Id)],
        DefaultSort = [new Order(CreatedAt, Descending: true)],
    };
}

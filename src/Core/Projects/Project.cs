using System.Text.Json;
using System.Text.Json.Serialization;
using Enterprise.Core.Access;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Projects;

/// <summary>What callers set of a project.</summary>
/// <remarks>
/// What has a default has a setter: the JSON source generator writes every init property, whether it was sent or not.
/// </remarks>
public record ProjectFields
{
    public string? Name { get; init; }

    public string? Description { get; init; }

    /// <summary>The accountable user; by default whoever creates the project.</summary>
    public long? OwnerId { get; init; }

    /// <summary>The team that works on it.</summary>
    public long? TeamId { get; init; }

    public string? Department { get; init; }

    public string? BusinessUnit { get; init; }

    public string? CostCenter { get; init; }

    public ProjectStatus Status { get; set; } = ProjectStatus.Active;

    public Priority Priority { get; set; } = Priority.Medium;

    public DateOnly? StartDate { get; init; }

    /// <summary>Not before <c>start_date</c>.</summary>
    public DateOnly? EndDate { get; init; }

    /// <summary>In units of <c>currency</c>.</summary>
    public decimal? BudgetAllocated { get; init; }

    /// <summary>An ISO 4217 code.</summary>
    public string Currency { get; set; } = "USD";

    /// <summary>Whether somebody else has to approve it.</summary>
    public bool RequiresApproval { get; init; }

    public DateOnly? ReviewDueDate { get; init; }

    public SecurityLevel SecurityLevel { get; set; } = SecurityLevel.Internal;

    /// <summary>
    /// The kind of data it handles: <c>PII</c>, <c>PHI</c>, <c>financial</c>, or the organisation's own.
    /// </summary>
    public string? DataClassification { get; init; }

    /// <summary>What it has to comply with: <c>GDPR</c>, <c>SOX</c>, <c>HIPAA</c>, or the organisation's own.</summary>
    public IReadOnlyList<string> ComplianceRequirements { get; set; } = [];

    public Visibility Visibility { get; set; } = Visibility.Team;

    /// <summary>
    /// Only callers with an e-mail address of one of these domains may see it; empty for no restriction.
    /// </summary>
    public IReadOnlyList<string> AllowedDomains { get; set; } = [];

    /// <summary>Only callers from these networks (CIDR, v4 and v6) may see it; empty for no restriction.</summary>
    public IReadOnlyList<string> AllowedIps { get; set; } = [];

    public string? RepoUrl { get; init; }

    public string? PrimaryLanguage { get; init; }

    public IReadOnlyList<string> Frameworks { get; set; } = [];

    /// <summary>In percent.</summary>
    public double? CodeCoverageTarget { get; set; } = 80.0;

    /// <summary>In percent.</summary>
    public double? TestSuccessRateTarget { get; init; }

    /// <summary>How often it is to be deployed: <c>daily</c>, <c>weekly</c> (DORA's deployment frequency).</summary>
    public string? DeploymentFrequency { get; init; }

    /// <summary>From commit to production, in hours (DORA's lead time for changes).</summary>
    public double? LeadTimeHoursTarget { get; init; }

    /// <summary>From a failed deployment to the next good one, in hours (DORA's recovery time).</summary>
    public double? MttrHoursTarget { get; init; }

    /// <summary>In units of <c>currency</c>.</summary>
    public decimal? EstimatedCost { get; init; }

    /// <summary>In units of <c>currency</c>.</summary>
    public decimal? ActualCost { get; init; }

    public string? BusinessValue { get; init; }

    /// <summary>A free JSON object.</summary>
    public JsonElement? Kpis { get; init; }

    public IReadOnlyList<Stakeholder> Stakeholders { get; set; } = [];
}

/// <summary>A project: the unit that is owned, budgeted, approved, released and audited.</summary>
public sealed record Project : ProjectFields, IEntity
{
    [JsonConstructor]
    public Project()
    {
    }

    internal Project(ProjectFields fields)
        : base(fields)
    {
    }

    /// <inheritdoc/>
    [JsonPropertyOrder(-1)]
    public long Id { get; init; }

    [JsonPropertyOrder(1)]
    public ApprovalStatus ApprovalStatus { get; init; }

    /// <summary>The latest completed review; null where there was none.</summary>
    [JsonPropertyOrder(1)]
    public long? LastReviewId { get; init; }

    /// <summary>When that was.</summary>
    [JsonPropertyOrder(1)]
    public DateTimeOffset? LastReviewedAt { get; init; }

    /// <summary>The user who created it.</summary>
    [JsonPropertyOrder(1)]
    public long CreatedBy { get; init; }

    /// <inheritdoc/>
    [JsonPropertyOrder(1)]
    public DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc/>
    [JsonPropertyOrder(1)]
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Whether what is in it can be released and deployed: it is approved, or needs no approval.</summary>
    [JsonIgnore]
    public bool IsLive => ApprovalStatus is ApprovalStatus.NotRequired or ApprovalStatus.Approved;

    /// <summary>The project with other fields; what callers don't set stays.</summary>
    internal Project With(ProjectFields fields) => new(fields)
    {
        Id = Id,
        ApprovalStatus = ApprovalStatus,
        LastReviewId = LastReviewId,
        LastReviewedAt = LastReviewedAt,
        CreatedBy = CreatedBy,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
    };
}

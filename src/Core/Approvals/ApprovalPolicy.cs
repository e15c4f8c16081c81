using System.Text.Json.Serialization;
using Enterprise.Core.Access;
using Enterprise.Core.Projects;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;

namespace Enterprise.Core.Approvals;

/// <summary>What is asked for when something needs approval.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ChangeKind>))]
public enum ChangeKind
{
    /// <summary>A new project that requires approval, or one that has to be approved anew.</summary>
    ProjectCreation,

    /// <summary>The budget is raised, by more than the policy's percentage.</summary>
    BudgetRaised,

    /// <summary>The security level is lowered.</summary>
    SecurityLevelLowered,

    /// <summary>The data classification is changed or removed: less may be protected than before.</summary>
    DataClassificationWidened,

    /// <summary>More people see the project than before.</summary>
    VisibilityWidened,

    /// <summary>Somebody else becomes accountable.</summary>
    OwnerChanged,

    /// <summary>The project no longer requires approval.</summary>
    ApprovalWaived,

    /// <summary>The project is archived.</summary>
    Archiving,

    /// <summary>A release is published.</summary>
    ProductionRelease,
}

/// <summary>What names the members of a group of approvers.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ApproverKind>))]
public enum ApproverKind
{
    /// <summary>Everybody with the role or a higher one.</summary>
    Role,

    /// <summary>The manager of the project's team.</summary>
    TeamManager,

    /// <summary>The members and the manager of a team.</summary>
    Team,

    /// <summary>The users named.</summary>
    Users,
}

/// <summary>Who decides: people found by a rule, so that one who leaves is replaced by whom the rule names then.</summary>
/// <remarks>Only active users with the role manager or admin decide, whatever the rule names.</remarks>
public sealed record ApproverGroup
{
    /// <summary>What people call the group: <c>security</c>.</summary>
    public string? Name { get; init; }

    public ApproverKind Kind { get; init; }

    /// <summary>For <c>role</c>.</summary>
    public Role? Role { get; init; }

    /// <summary>For <c>team</c>.</summary>
    public long? TeamId { get; init; }

    /// <summary>For <c>users</c>.</summary>
    public IReadOnlyList<long> UserIds { get; set; } = [];

    /// <summary>How many of the group have to approve.</summary>
    public int Quorum { get; set; } = 1;
}

/// <summary>What becomes of a stage at its deadline.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<DeadlineAction>))]
public enum DeadlineAction
{
    /// <summary>The approval expires.</summary>
    Expire,

    /// <summary>Others may decide in the place of every group that has not; at the second deadline it expires.</summary>
    Escalate,

    /// <summary>The stage counts as approved; only where the policy allows it explicitly.</summary>
    Approve,
}

/// <summary>One step of an approval: every group gives its own quorum.</summary>
public sealed record PolicyStage
{
    public string? Name { get; init; }

    public IReadOnlyList<ApproverGroup> Groups { get; set; } = [];

    /// <summary>Hours from the opening of the stage; null for no deadline.</summary>
    public int? DeadlineHours { get; init; }

    /// <summary>How many hours before the deadline the approvers are reminded.</summary>
    public IReadOnlyList<int> ReminderHours { get; set; } = [];

    public DeadlineAction OnDeadline { get; init; }

    /// <summary>Who decides after an escalation; required for <c>escalate</c>.</summary>
    public ApproverGroup? EscalateTo { get; init; }

    /// <summary>Hours from the escalation to the second deadline; by default <c>deadline_hours</c> again.</summary>
    public int? EscalationHours { get; init; }
}

/// <summary>
/// Which projects a policy is for; every condition that is given has to hold, each of the project before or after the
/// change. So nobody leads a change past a policy by moving the project at the same time. Texts match in any case.
/// </summary>
public sealed record PolicyConditions
{
    public IReadOnlyList<string> Departments { get; set; } = [];

    public IReadOnlyList<string> BusinessUnits { get; set; } = [];

    public IReadOnlyList<string> CostCenters { get; set; } = [];

    public IReadOnlyList<long> TeamIds { get; set; } = [];

    /// <summary>The lowest security level.</summary>
    public SecurityLevel? SecurityLevelAtLeast { get; init; }

    public IReadOnlyList<string> DataClassifications { get; set; } = [];

    /// <summary>At least one of these.</summary>
    public IReadOnlyList<string> ComplianceRequirements { get; set; } = [];

    public IReadOnlyList<Visibility> Visibilities { get; set; } = [];

    public Priority? PriorityAtLeast { get; init; }

    /// <summary>The smallest budget, in the project's currency.</summary>
    public decimal? BudgetAtLeast { get; init; }
}

/// <summary>What an administrator sets of a policy.</summary>
/// <remarks>
/// What has a default has a setter: the JSON source generator writes every init property, whether it was sent or not.
/// </remarks>
public record ApprovalPolicyFields
{
    /// <summary>Unique whatever its case.</summary>
    public string? Name { get; init; }

    public string? Description { get; init; }

    public bool IsActive { get; set; } = true;

    /// <summary>The kinds of change that it asks approval for.</summary>
    public IReadOnlyList<ChangeKind> Changes { get; set; } = [];

    /// <summary>For <c>budget_raised</c>: by more than this many percent.</summary>
    public decimal BudgetRaisedPercent { get; init; }

    public PolicyConditions Conditions { get; set; } = new();

    /// <summary>Whether the stages are open at once; otherwise one after the other.</summary>
    public bool IsParallel { get; init; }

    public IReadOnlyList<PolicyStage> Stages { get; set; } = [];

    /// <summary>Has to be set for a stage to approve at its deadline.</summary>
    public bool AllowsApprovalByDeadline { get; init; }
}

/// <summary>Says which changes of which projects need whose approval.</summary>
public sealed record ApprovalPolicy : ApprovalPolicyFields, IEntity
{
    [JsonConstructor]
    public ApprovalPolicy()
    {
    }

    internal ApprovalPolicy(ApprovalPolicyFields fields)
        : base(fields)
    {
    }

    /// <inheritdoc/>
    [JsonPropertyOrder(-1)]
    public long Id { get; init; }

    /// <inheritdoc/>
    [JsonPropertyOrder(1)]
    public DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc/>
    [JsonPropertyOrder(1)]
    public DateTimeOffset UpdatedAt { get; init; }
}

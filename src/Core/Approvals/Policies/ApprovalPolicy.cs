using System.Text.Json.Serialization;
using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Projects;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Approvals.Policies;

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

    /// <summary>The policy with other fields; what callers don't set stays.</summary>
    internal ApprovalPolicy With(ApprovalPolicyFields fields) =>
        new(fields) { Id = Id, CreatedAt = CreatedAt, UpdatedAt = UpdatedAt };
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Approvals.Process;

/// <summary>Where an approval is; all but <see cref="Pending"/> are final.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ApprovalState>))]
public enum ApprovalState
{
    Pending,
    Approved,
    Rejected,
    Expired,
    Withdrawn,
    Overridden,
}

/// <summary>A field that would change.</summary>
/// <param name="Old">Its value when this was proposed, or sent back; null where it had none.</param>
/// <param name="New">Its value after the change.</param>
public sealed record ProposedChange(JsonElement? Old, JsonElement? New);

/// <summary>What an approver said.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<Decision>))]
public enum Decision
{
    Approve,
    Reject,
}

/// <summary>One person's vote; the latest one counts until the stage closes.</summary>
public sealed record Vote
{
    /// <summary>Who voted.</summary>
    public required long UserId { get; init; }

    /// <summary>In whose place, by a delegation; null for one's own vote.</summary>
    public long? OnBehalfOf { get; init; }

    public required Decision Decision { get; init; }

    public string? Comment { get; init; }

    public required DateTimeOffset DecidedAt { get; init; }
}

/// <summary>Where a stage is.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<StageState>))]
public enum StageState
{
    /// <summary>An earlier stage has to be approved first.</summary>
    Waiting,

    /// <summary>Votes are taken.</summary>
    Open,

    /// <summary>Every group gave its quorum.</summary>
    Approved,

    /// <summary>The approval ended before the stage did.</summary>
    Closed,
}

/// <summary>A stage of the policy in force when the approval was asked for, and how far it is.</summary>
public sealed record ApprovalStage
{
    public string? Name { get; init; }

    public StageState Status { get; init; }

    /// <summary>The groups with their quorums, as the policy named them.</summary>
    public IReadOnlyList<ApproverGroup> Groups { get; set; } = [];

    public IReadOnlyList<Vote> Votes { get; set; } = [];

    public int? DeadlineHours { get; init; }

    public IReadOnlyList<int> ReminderHours { get; set; } = [];

    public DeadlineAction OnDeadline { get; init; }

    /// <summary>Who decides in the place of groups that did not, once <see cref="EscalatedAt"/> is set.</summary>
    public ApproverGroup? EscalateTo { get; init; }

    public int? EscalationHours { get; init; }

    public DateTimeOffset? OpenedAt { get; init; }

    /// <summary>The deadline in force.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The time of the last reminder that was due.</summary>
    public DateTimeOffset? RemindedAt { get; init; }

    public DateTimeOffset? EscalatedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }
}

/// <summary>Something that happened to an approval.</summary>
public sealed record ApprovalEvent
{
    public required DateTimeOffset At { get; init; }

    /// <summary>The action, as in the audit trail: <c>approval.voted</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Who did it; null for the clock.</summary>
    public long? UserId { get; init; }

    public long? OnBehalfOf { get; init; }

    public string? Comment { get; init; }
}

/// <summary>An administrator's decision in an emergency, past every approver.</summary>
public sealed record ApprovalOverride
{
    public required long UserId { get; init; }

    public required string Reason { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>When it has to be confirmed: then a new approval is asked for.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it lapsed.</summary>
    public DateTimeOffset? LapsedAt { get; init; }
}

/// <summary>
/// A request for approval: of a project, of a change to one, or of a release. A process in time whose whole state this
/// is, so that a decision is one optimistic commit.
/// </summary>
public sealed record Approval : IEntity
{
    /// <inheritdoc/>
    public long Id { get; init; }

    public long ProjectId { get; init; }

    /// <summary>Everything that made it necessary.</summary>
    public IReadOnlyList<ChangeKind> Changes { get; set; } = [];

    public ApprovalState Status { get; init; }

    public long RequestedBy { get; init; }

    /// <summary>The requester's words.</summary>
    public string? Reason { get; init; }

    /// <summary>The release to be published; null for none.</summary>
    public long? ReleaseId { get; init; }

    /// <summary>Old and new by field, of the project or of the release; of a new project empty.</summary>
    public IReadOnlyDictionary<string, ProposedChange> ProposedChanges { get; set; } =
        new Dictionary<string, ProposedChange>();

    /// <summary>
    /// The version (ETag) of the project that it was proposed on, or last sent back on; of a release the time of its
    /// last change.
    /// </summary>
    public string BaseVersion { get; init; } = "";

    /// <summary>The names of the policies in force when it was asked for.</summary>
    public IReadOnlyList<string> Policies { get; set; } = [];

    public bool IsParallel { get; init; }

    public IReadOnlyList<ApprovalStage> Stages { get; set; } = [];

    /// <summary>1, and one more each time it was sent back for a fresh decision.</summary>
    public int Round { get; init; }

    /// <summary>Whether too few approvers are left to reach a quorum.</summary>
    public bool IsStuck { get; init; }

    /// <summary>Who is asked now, as references such as <c>team_manager:3</c>; nobody once it has ended.</summary>
    public IReadOnlyList<string> Assignees { get; set; } = [];

    public ApprovalOverride? Override { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Who gave the last decision; null for the clock.</summary>
    public long? DecidedBy { get; init; }

    /// <summary>Why it ended as it did.</summary>
    public string? Outcome { get; init; }

    /// <summary>The approval that this one confirms or repeats.</summary>
    public long? Follows { get; init; }

    /// <summary>When the clock next has to look at it; null when never.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>All that happened, oldest first; at most 1,000 events.</summary>
    public IReadOnlyList<ApprovalEvent> History { get; set; } = [];

    /// <inheritdoc/>
    public DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc/>
    public DateTimeOffset UpdatedAt { get; init; }
}

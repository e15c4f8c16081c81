using Enterprise.Core.Approvals.Process;

namespace Enterprise.Api.Approvals.Respond;

/// <summary>What the page of an approval shows.</summary>
public sealed record RespondModel
{
    public required long ApprovalId { get; init; }

    /// <summary>The project and what is asked for, in a line.</summary>
    public required string Title { get; init; }

    public required ApprovalState Status { get; init; }

    public required string RequestedBy { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>The requester's reason.</summary>
    public string? Reason { get; init; }

    /// <summary>The earliest deadline of the open stages.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>What is asked for where no fields would change: the project, or the release.</summary>
    public IReadOnlyList<RespondDetail> Details { get; init; } = [];

    public IReadOnlyList<RespondChange> Changes { get; init; } = [];

    public IReadOnlyList<RespondStage> Stages { get; init; } = [];

    /// <summary>Why the approval ended.</summary>
    public string? Outcome { get; init; }

    /// <summary>The outcome of what the responder submitted, or why there is nothing to decide.</summary>
    public RespondNotice? Notice { get; init; }

    /// <summary>Null where the responder has nothing to decide.</summary>
    public RespondForm? Form { get; init; }
}

/// <summary>A labelled value.</summary>
public sealed record RespondDetail(string Label, string Value);

/// <summary>A field that would change.</summary>
public sealed record RespondChange(string Label, string Old, string New);

/// <summary>A stage, its approvers and its votes.</summary>
public sealed record RespondStage(
    string Name,
    string State,
    IReadOnlyList<string> Needs,
    IReadOnlyList<RespondVote> Votes);

public sealed record RespondVote(string Who, Decision Decision, DateTimeOffset At, string? Comment);

/// <summary>The tone of a notice.</summary>
public enum RespondTone
{
    Neutral,
    Good,
    Bad,
}

/// <summary>A notice at the top of the page.</summary>
public sealed record RespondNotice(RespondTone Tone, string Text);

/// <summary>The form of a decision.</summary>
/// <param name="Link">The signed link that is submitted with it.</param>
/// <param name="Comment">The comment that was submitted before.</param>
/// <param name="Error">What is wrong with the comment or the decision.</param>
public sealed record RespondForm(string Link, string? Comment = null, string? Error = null);

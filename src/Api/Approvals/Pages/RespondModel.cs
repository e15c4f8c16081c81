using Enterprise.Core.Approvals.Process;

namespace Enterprise.Api.Approvals.Pages;

/// <summary>What the page of an approval shows, ready to be shown.</summary>
public sealed record RespondModel
{
    public required long ApprovalId { get; init; }

    /// <summary>What is asked, in a line.</summary>
    public required string Title { get; init; }

    public required ApprovalState Status { get; init; }

    public required string RequestedBy { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>The requester's words.</summary>
    public string? Reason { get; init; }

    /// <summary>Until when the open stages can be decided.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>What is asked for when no fields would change: the project, or the release.</summary>
    public IReadOnlyList<RespondDetail> Details { get; init; } = [];

    public IReadOnlyList<RespondChange> Changes { get; init; } = [];

    public IReadOnlyList<RespondStage> Stages { get; init; } = [];

    /// <summary>Why it ended as it did.</summary>
    public string? Outcome { get; init; }

    /// <summary>What became of what the reader did, or why there is nothing to do.</summary>
    public RespondNotice? Notice { get; init; }

    /// <summary>Null where the reader has nothing to decide.</summary>
    public RespondForm? Form { get; init; }
}

/// <summary>A labelled value.</summary>
public sealed record RespondDetail(string Label, string Value);

/// <summary>A field that would change.</summary>
public sealed record RespondChange(string Label, string Old, string New);

/// <summary>A stage, and who decided in it.</summary>
public sealed record RespondStage(string Name, string State, IReadOnlyList<string> Needs, IReadOnlyList<RespondVote> Votes);

/// <summary>A vote.</summary>
public sealed record RespondVote(string Who, Decision Decision, DateTimeOffset At, string? Comment);

/// <summary>How a notice is meant.</summary>
public enum RespondTone
{
    Neutral,
    Good,
    Bad,
}

/// <summary>Something the reader has to know first.</summary>
public sealed record RespondNotice(RespondTone Tone, string Text);

/// <summary>What the reader can send.</summary>
/// <param name="Link">The signed link that it is sent with.</param>
/// <param name="Comment">What was written already.</param>
/// <param name="Error">What is wrong with it.</param>
public sealed record RespondForm(string Link, string? Comment = null, string? Error = null);

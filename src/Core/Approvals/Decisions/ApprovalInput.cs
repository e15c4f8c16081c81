using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Editing;
using FluentValidation;

namespace Enterprise.Core.Approvals.Decisions;

/// <summary>What an approver sends to decide.</summary>
public sealed record NewDecision
{
    /// <summary>Whether to approve or to reject.</summary>
    public Decision? Decision { get; init; }

    /// <summary>Required for a rejection.</summary>
    public string? Comment { get; init; }

    /// <summary>In whose place, by a delegation; by default the caller's own, or that of whoever is asked.</summary>
    public long? OnBehalfOf { get; init; }
}

/// <summary>What somebody has to say about an approval.</summary>
public sealed record NewComment
{
    public string? Comment { get; init; }
}

/// <summary>Why a request is withdrawn.</summary>
public sealed record NewWithdrawal
{
    public string? Comment { get; init; }
}

/// <summary>What an administrator sends to let something through past its approvers.</summary>
public sealed record NewOverride
{
    /// <summary>Why it can't wait; 10 characters at least.</summary>
    public string? Reason { get; init; }

    /// <summary>Until when it holds without having been confirmed; at most 30 days ahead.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>What the inputs may hold.</summary>
internal static class ApprovalInput
{
    internal const int MostCharacters = 2_000;

    internal static readonly AbstractValidator<NewDecision> Decision = new DecisionValidator();
    internal static readonly AbstractValidator<NewComment> Comment = new CommentValidator();
    internal static readonly AbstractValidator<NewWithdrawal> Withdrawal = new WithdrawalValidator();

    private static readonly TimeSpan _longestOverride = TimeSpan.FromDays(30);

    internal static AbstractValidator<NewOverride> Override(DateTimeOffset now) => new OverrideValidator(now);

    private sealed class DecisionValidator : AbstractValidator<NewDecision>
    {
        public DecisionValidator()
        {
            RuleFor(input => input.Decision).NotNull().WithMessage("A value is required.");
            RuleFor(input => input.Comment).OptionalText(MostCharacters);
            RuleFor(input => input.Comment)
                .Must(text => !string.IsNullOrWhiteSpace(text))
                .When(input => input.Decision == Process.Decision.Reject)
                .WithMessage("A rejection needs a reason.");
            RuleFor(input => input.OnBehalfOf).InclusiveBetween(1, Storage.Ids.Largest);
        }
    }

    private sealed class CommentValidator : AbstractValidator<NewComment>
    {
        public CommentValidator() => RuleFor(input => input.Comment).RequiredText(MostCharacters);
    }

    private sealed class WithdrawalValidator : AbstractValidator<NewWithdrawal>
    {
        public WithdrawalValidator() => RuleFor(input => input.Comment).OptionalText(MostCharacters);
    }

    private sealed class OverrideValidator : AbstractValidator<NewOverride>
    {
        public OverrideValidator(DateTimeOffset now)
        {
            RuleFor(input => input.Reason).RequiredText(MostCharacters);
            RuleFor(input => input.Reason)
                .Must(text => text!.Trim().Length >= 10)
                .When(input => !string.IsNullOrWhiteSpace(input.Reason))
                .WithMessage("At least 10 characters.");
            RuleFor(input => input.ExpiresAt).NotNull().WithMessage("A value is required.");
            RuleFor(input => input.ExpiresAt)
                .Must(time => time > now && time <= now + _longestOverride)
                .When(input => input.ExpiresAt is not null)
                .WithMessage("Expected a time within the next 30 days.");
        }
    }
}

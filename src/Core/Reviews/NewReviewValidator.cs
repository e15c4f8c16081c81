using Enterprise.Core.Editing;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using FluentValidation;

namespace Enterprise.Core.Reviews;

/// <summary>What a review may say.</summary>
internal sealed class NewReviewValidator : AbstractValidator<NewReview>
{
    private const int MostAnswers = 500;

    /// <summary>Where no rule says when the next review is, it may be this far away.</summary>
    private const int MostYears = 5;

    private static readonly NewReviewValidator _instance = new();

    private NewReviewValidator()
    {
        RuleFor(review => review.Outcome).NotNull().WithMessage("A value is required.");
        RuleFor(review => review.Notes).OptionalText(10_000);
        RuleFor(review => review.ConfirmsOwnership)
            .Equal(true)
            .WithMessage(
                "Ownership has to be attested: expected true. "
                + "If the owner is no longer accountable, set another one first.");
        RuleFor(review => review.Checklist)
            .Must(answers => answers.Count <= MostAnswers).WithMessage($"At most {MostAnswers} items.")
            .Must(answers => answers.All(answer => answer is not null)).WithMessage("An item can't be null.")
            .Must(answers => answers
                .Where(answer => answer?.Item is not null)
                .GroupBy(answer => answer.Item)
                .All(same => same.Count() == 1))
            .WithMessage("The items must differ.");
        RuleForEach(review => review.Checklist).Where(answer => answer is not null).ChildRules(answer =>
        {
            answer.RuleFor(item => item.Item).RequiredText(200);
            answer.RuleFor(item => item.IsMet).NotNull().WithMessage("A value is required.");
            answer.RuleFor(item => item.Note).OptionalText(2_000);
        });
    }

    /// <summary>Refuses what is wrong, whatever the project is.</summary>
    internal static void Check(NewReview review) => _instance.Check<NewReview>(review);

    /// <summary>Refuses what is wrong of this project, and names every item that is not answered.</summary>
    internal static void CheckFor(NewReview review, Project project, ReviewPolicy rules)
    {
        var expected = Checklist.Of(project.ComplianceRequirements, rules.Options);
        var answered = review.Checklist.ToDictionary(
            answer => answer.Item!,
            answer => answer.IsMet,
            StringComparer.Ordinal);
        var errors = expected.Where(item => !answered.ContainsKey(item))
            .Select(item => new FieldError("checklist", $"Not answered: {item}"))
            .ToList();
        if (review.Outcome == ReviewOutcome.Confirmed
            && expected.Any(item => answered.GetValueOrDefault(item) == false))
        {
            errors.Add(
                new FieldError("outcome", "An item that is required is not met. The outcome is changes_needed."));
        }

        if (review.NextDueDate is { } next)
            errors.AddRange(CheckNext(next, project, rules));
        if (errors.Count > 0)
            throw RefusedException.Invalid(errors);
    }

    private static IEnumerable<FieldError> CheckNext(DateOnly next, Project project, ReviewPolicy rules)
    {
        var today = rules.Today;
        var latest = rules.Cadence(project) is { } months ? today.AddMonths(months) : today.AddYears(MostYears);
        if (next <= today || next > latest)
        {
            yield return new FieldError(
                "next_due_date",
                FormattableString.Invariant($"Expected a date after today, and not after {latest:yyyy-MM-dd}."));
        }
    }
}

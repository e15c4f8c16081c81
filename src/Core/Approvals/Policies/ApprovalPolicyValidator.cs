using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Editing;
using Enterprise.Core.Storage;
using FluentValidation;

namespace Enterprise.Core.Approvals.Policies;

/// <summary>What a policy may hold, whatever else is stored.</summary>
internal sealed class ApprovalPolicyValidator : AbstractValidator<ApprovalPolicyFields>
{
    private const int MostStages = 10;
    private const int MostReferences = 40;

    public ApprovalPolicyValidator()
    {
        RuleFor(policy => policy.Name).RequiredText(100);
        RuleFor(policy => policy.Description).OptionalText(5_000);
        RuleFor(policy => policy.Changes)
            .Must(list => list.Count > 0).WithMessage("Expected at least one kind of change.")
            .Must(list => list.Distinct().Count() == list.Count).WithMessage("The items must differ.");
        RuleFor(policy => policy.BudgetRaisedPercent).InclusiveBetween(0, 1000);
        RuleFor(policy => policy.Conditions).SetValidator(new PolicyConditionsValidator());
        RuleFor(policy => policy.Stages)
            .Must(list => list.Count is >= 1 and <= MostStages).WithMessage($"Expected 1 to {MostStages} stages.")
            .Must(list => list.All(stage => stage is not null)).WithMessage("An item can't be null.")
            .Must(list => References(list) <= MostReferences)
            .WithMessage($"At most {MostReferences} different approvers in all.");
        RuleForEach(policy => policy.Stages)
            .Where(stage => stage is not null)
            .SetValidator(new PolicyStageValidator());
        RuleFor(policy => policy).Custom(CheckApprovalByDeadline);
    }

    /// <summary>Approval by time alone has to be allowed explicitly, in addition to the stage's action.</summary>
    private static void CheckApprovalByDeadline(
        ApprovalPolicyFields policy,
        ValidationContext<ApprovalPolicyFields> context)
    {
        foreach (var (index, stage) in policy.Stages.Index())
        {
            if (stage is { OnDeadline: DeadlineAction.Approve } && !policy.AllowsApprovalByDeadline)
            {
                context.AddFailure(
                    $"Stages[{Ids.Text(index)}].OnDeadline",
                    "Only where allows_approval_by_deadline is set.");
            }
        }
    }

    /// <summary>How many different approvers the stages name, for a project with a team.</summary>
    private static int References(IReadOnlyList<PolicyStage> stages) => stages
        .Where(stage => stage is not null)
        .SelectMany(stage => stage.Groups.Append(stage.EscalateTo))
        .OfType<ApproverGroup>()
        .SelectMany(group => ApproverReference.Of(group, teamId: 1))
        .Distinct()
        .Count();
}

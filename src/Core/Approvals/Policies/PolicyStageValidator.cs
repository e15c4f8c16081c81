using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Editing;
using FluentValidation;

namespace Enterprise.Core.Approvals.Policies;

/// <summary>What a stage of a policy may hold.</summary>
internal sealed class PolicyStageValidator : AbstractValidator<PolicyStage>
{
    private const int MostGroups = 10;
    private const int MostReminders = 10;
    private const int MostHours = 90 * 24;

    public PolicyStageValidator()
    {
        var groups = new ApproverGroupValidator();
        RuleFor(stage => stage.Name).OptionalText(100);
        RuleFor(stage => stage.Groups)
            .Must(list => list.Count is >= 1 and <= MostGroups).WithMessage($"Expected 1 to {MostGroups} groups.")
            .Must(list => list.All(group => group is not null)).WithMessage("An item can't be null.");
        RuleForEach(stage => stage.Groups).Where(group => group is not null).SetValidator(groups);

        RuleFor(stage => stage.DeadlineHours).InclusiveBetween(1, MostHours);
        RuleFor(stage => stage.DeadlineHours)
            .NotNull()
            .When(stage => stage.OnDeadline != DeadlineAction.Expire || stage.ReminderHours.Count > 0)
            .WithMessage("Without a deadline nothing happens at it, or before it.");
        RuleFor(stage => stage.ReminderHours)
            .Must(list => list.Count <= MostReminders).WithMessage($"At most {MostReminders} items.")
            .Must(list => list.Distinct().Count() == list.Count).WithMessage("The items must differ.");
        RuleForEach(stage => stage.ReminderHours)
            .Must((stage, hours) => hours >= 1 && (stage.DeadlineHours is not { } deadline || hours < deadline))
            .WithMessage("Expected whole hours before the deadline, and after the stage has opened.");

        RuleFor(stage => stage.EscalateTo)
            .NotNull().When(stage => stage.OnDeadline == DeadlineAction.Escalate)
            .WithMessage("An escalation needs somebody to escalate to.");
        RuleFor(stage => stage.EscalateTo)
            .Null().When(stage => stage.OnDeadline != DeadlineAction.Escalate)
            .WithMessage("Only for the deadline action escalate.");
        RuleFor(stage => stage.EscalateTo!).SetValidator(groups).When(stage => stage.EscalateTo is not null);
        RuleFor(stage => stage.EscalationHours).InclusiveBetween(1, MostHours);
        RuleFor(stage => stage.EscalationHours)
            .Null().When(stage => stage.OnDeadline != DeadlineAction.Escalate)
            .WithMessage("Only for the deadline action escalate.");
    }
}

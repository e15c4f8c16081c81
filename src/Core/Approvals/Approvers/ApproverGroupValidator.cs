using Enterprise.Core.Access;
using Enterprise.Core.Editing;
using Enterprise.Core.Storage;
using FluentValidation;

namespace Enterprise.Core.Approvals.Approvers;

/// <summary>
/// Validates a group of approvers: only the fields of its kind, and a quorum no larger than the users it names.
/// </summary>
internal sealed class ApproverGroupValidator : AbstractValidator<ApproverGroup>
{
    private const int MostUsers = 20;
    private const int LargestQuorum = 20;

    public ApproverGroupValidator()
    {
        RuleFor(group => group.Name).OptionalText(100);
        RuleFor(group => group.Role)
            .Must(role => role is Role.Manager or Role.Admin)
            .When(group => group.Kind == ApproverKind.Role)
            .WithMessage("Expected manager or admin: nobody else decides.");
        RuleFor(group => group.Role)
            .Null().When(group => group.Kind != ApproverKind.Role).WithMessage("Only for the kind role.");
        RuleFor(group => group.TeamId)
            .NotNull().InclusiveBetween(1, Ids.Largest).When(group => group.Kind == ApproverKind.Team);
        RuleFor(group => group.TeamId)
            .Null().When(group => group.Kind != ApproverKind.Team).WithMessage("Only for the kind team.");
        RuleFor(group => group.UserIds)
            .Must(ids => ids.Count is >= 1 and <= MostUsers).WithMessage($"Expected 1 to {MostUsers} users.")
            .Must(ids => ids.Distinct().Count() == ids.Count).WithMessage("The items must differ.")
            .When(group => group.Kind == ApproverKind.Users);
        RuleForEach(group => group.UserIds)
            .InclusiveBetween(1, Ids.Largest).When(group => group.Kind == ApproverKind.Users);
        RuleFor(group => group.UserIds)
            .Must(ids => ids.Count == 0)
            .When(group => group.Kind != ApproverKind.Users)
            .WithMessage("Only for the kind users.");
        RuleFor(group => group.Quorum)
            .InclusiveBetween(1, LargestQuorum)
            .Must((group, quorum) => quorum <= group.UserIds.Count)
            .When(group => group.Kind == ApproverKind.Users, ApplyConditionTo.CurrentValidator)
            .WithMessage("Not more than the users named.")
            .Must(quorum => quorum == 1)
            .When(group => group.Kind == ApproverKind.TeamManager, ApplyConditionTo.CurrentValidator)
            .WithMessage("A team has one manager.");
    }
}

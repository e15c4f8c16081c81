using Enterprise.Core.Editing;
using Enterprise.Core.Projects;
using Enterprise.Core.Storage;
using FluentValidation;

namespace Enterprise.Core.Approvals.Policies;

/// <summary>What the conditions of a policy may hold: as much as the fields of a project.</summary>
internal sealed class PolicyConditionsValidator : AbstractValidator<PolicyConditions>
{
    private const int MostTeams = 100;

    public PolicyConditionsValidator()
    {
        RuleFor(conditions => conditions.Departments).Texts(100);
        RuleFor(conditions => conditions.BusinessUnits).Texts(100);
        RuleFor(conditions => conditions.CostCenters).Texts(100);
        RuleFor(conditions => conditions.DataClassifications).Texts(50);
        RuleFor(conditions => conditions.ComplianceRequirements).Texts(50);
        RuleFor(conditions => conditions.TeamIds)
            .Must(list => list.Count <= MostTeams).WithMessage($"At most {MostTeams} items.")
            .Must(list => list.Distinct().Count() == list.Count).WithMessage("The items must differ.");
        RuleForEach(conditions => conditions.TeamIds).InclusiveBetween(1, Ids.Largest);
        RuleFor(conditions => conditions.Visibilities)
            .Must(list => list.Distinct().Count() == list.Count).WithMessage("The items must differ.");
        RuleFor(conditions => conditions.BudgetAtLeast)
            .Must(ProjectFieldsValidator.IsAmount).WithMessage(ProjectFieldsValidator.AmountMessage);
    }
}

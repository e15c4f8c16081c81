using System.Text.Json;
using Enterprise.Core.Access;
using Enterprise.Core.Editing;
using Enterprise.Core.Storage;
using FluentValidation;

namespace Enterprise.Core.Projects;

/// <summary>What the fields of a project may hold, whatever else is stored.</summary>
internal sealed class ProjectFieldsValidator : AbstractValidator<ProjectFields>
{
    private const decimal LargestAmount = 999_999_999_999.99m;
    private const int LargestKpis = 16_384;
    private static readonly string[] _repositorySchemes = ["https", "http", "ssh", "git"];

    public ProjectFieldsValidator()
    {
        RuleFor(project => project.Name).RequiredText(200);
        RuleFor(project => project.Description).OptionalText(10_000);
        RuleFor(project => project.OwnerId).InclusiveBetween(1, Ids.Largest);
        RuleFor(project => project.TeamId).InclusiveBetween(1, Ids.Largest);
        RuleFor(project => project.Department).OptionalText(100);
        RuleFor(project => project.BusinessUnit).OptionalText(100);
        RuleFor(project => project.CostCenter).OptionalText(100);
        RuleFor(project => project.EndDate)
            .GreaterThanOrEqualTo(project => project.StartDate)
            .When(project => project.StartDate is not null && project.EndDate is not null)
            .WithMessage("Not before start_date.");
        RuleFor(project => project.BudgetAllocated).Must(IsAmount).WithMessage(AmountMessage);
        RuleFor(project => project.EstimatedCost).Must(IsAmount).WithMessage(AmountMessage);
        RuleFor(project => project.ActualCost).Must(IsAmount).WithMessage(AmountMessage);
        RuleFor(project => project.Currency)
            .Must(code => code.Length == 3 && code.All(char.IsAsciiLetterUpper))
            .WithMessage("Expected an ISO 4217 code such as USD.");
        RuleFor(project => project.DataClassification).OptionalText(50);
        RuleFor(project => project.ComplianceRequirements).Texts(50);
        RuleFor(project => project.AllowedDomains).Texts(253);
        RuleForEach(project => project.AllowedDomains)
            .Must(domain => CommonRules.IsDomain(domain) && !domain.Any(char.IsAsciiLetterUpper))
            .WithMessage("Expected a domain in lower case, such as example.com.");
        RuleFor(project => project.AllowedIps).Texts(50);
        RuleForEach(project => project.AllowedIps)
            .Must(text => Networks.TryParse(text, out _))
            .WithMessage("Expected a network such as 10.0.0.0/8 or 2001:db8::/32, with no bits set behind its prefix.");
        RuleFor(project => project.RepoUrl).Must(IsRepository)
            .WithMessage("Expected an absolute URL: https, http, ssh or git.");
        RuleFor(project => project.PrimaryLanguage).OptionalText(50);
        RuleFor(project => project.Frameworks).Texts(100);
        RuleFor(project => project.CodeCoverageTarget).InclusiveBetween(0, 100);
        RuleFor(project => project.TestSuccessRateTarget).InclusiveBetween(0, 100);
        RuleFor(project => project.DeploymentFrequency).OptionalText(50);
        RuleFor(project => project.LeadTimeHoursTarget).InclusiveBetween(0, 100_000);
        RuleFor(project => project.MttrHoursTarget).InclusiveBetween(0, 100_000);
        RuleFor(project => project.BusinessValue).OptionalText(5_000);
        RuleFor(project => project.Kpis)
            .Must(kpis => kpis is not { } value || value.ValueKind == JsonValueKind.Object)
            .WithMessage("Expected a JSON object.")
            .Must(kpis => kpis is not { } value || value.GetRawText().Length <= LargestKpis)
            .WithMessage("At most 16 KB of JSON.");
        RuleFor(project => project.Stakeholders)
            .Must(list => list.Count <= 100).WithMessage("At most 100 items.")
            .Must(list => list.All(item => item is not null)).WithMessage("An item can't be null.");
        RuleForEach(project => project.Stakeholders).Where(item => item is not null).ChildRules(stakeholder =>
        {
            stakeholder.RuleFor(person => person.Role).RequiredText(100);
            stakeholder.RuleFor(person => person.Name).OptionalText(200);
            stakeholder.RuleFor(person => person.UserId).InclusiveBetween(1, Ids.Largest);
            stakeholder.RuleFor(person => person.Email).EmailAddress().When(person => person.Email is not null);
            stakeholder.RuleFor(person => person.UserId)
                .Must((person, user) => user is not null || (person.Name is not null && person.Email is not null))
                .WithMessage("Expected a user_id, or a name and an email.");
        });
    }

    internal static string AmountMessage => "Expected an amount from 0 to 999999999999.99 with at most two decimals.";

    internal static bool IsAmount(decimal? amount) =>
        amount is not { } value || (value is >= 0 and <= LargestAmount && decimal.Round(value, 2) == value);

    private static bool IsRepository(string? text) =>
        text is null
        || (text.Length <= 2048
            && Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && _repositorySchemes.Contains(uri.Scheme));
}

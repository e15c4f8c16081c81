using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Policies;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Projects;

namespace Enterprise.Core.Tests.Approvals;

public sealed class PolicyRulesTests
{
    private static readonly Project _plain = new()
    {
        Name = "Portal",
        Department = "Engineering",
        BusinessUnit = "Products",
        CostCenter = "ENG-001",
        TeamId = 3,
        SecurityLevel = SecurityLevel.Internal,
        DataClassification = "PII",
        ComplianceRequirements = ["GDPR"],
        Visibility = Visibility.Team,
        Priority = Priority.Medium,
        BudgetAllocated = 1000,
    };

    /// <summary>A condition, and a project that it matches, while it does not match the plain one.</summary>
    private static readonly Dictionary<string, (PolicyConditions Conditions, Project Other)> _conditions = new()
    {
        ["departments"] = (new() { Departments = ["Finance", "Legal"] }, _plain with { Department = "Legal" }),
        ["departments in any case"] = (new() { Departments = [" finance "] }, _plain with { Department = "FINANCE" }),
        ["business_units"] = (new() { BusinessUnits = ["Bank"] }, _plain with { BusinessUnit = "Bank" }),
        ["cost_centers"] = (new() { CostCenters = ["FIN-1"] }, _plain with { CostCenter = "FIN-1" }),
        ["team_ids"] = (new() { TeamIds = [7, 8] }, _plain with { TeamId = 8 }),
        ["security_level_at_least"] = (
            new() { SecurityLevelAtLeast = SecurityLevel.Confidential },
            _plain with { SecurityLevel = SecurityLevel.Restricted }),
        ["data_classifications"] = (
            new() { DataClassifications = ["PHI"] }, _plain with { DataClassification = "phi" }),
        ["compliance_requirements"] = (
            new() { ComplianceRequirements = ["SOX", "HIPAA"] },
            _plain with { ComplianceRequirements = ["GDPR", "HIPAA"] }),
        ["visibilities"] = (
            new() { Visibilities = [Visibility.Public] }, _plain with { Visibility = Visibility.Public }),
        ["priority_at_least"] = (new() { PriorityAtLeast = Priority.High }, _plain with { Priority = Priority.High }),
        ["budget_at_least"] = (new() { BudgetAtLeast = 1000.01m }, _plain with { BudgetAllocated = 1000.01m }),
    };

    public static TheoryData<string> Conditions => [.. _conditions.Keys];

    [Theory]
    [MemberData(nameof(Conditions))]
    public void Condition_matches_the_project_before_or_after_the_change(string name)
    {
        var (conditions, other) = _conditions[name];
        var policy = Policy() with { Conditions = conditions };

        Assert.False(Matches(policy, _plain, _plain));
        Assert.True(Matches(policy, _plain, other));
        Assert.True(Matches(policy, other, _plain));
        Assert.True(Matches(policy, null, other));
        Assert.False(Matches(policy, null, _plain));
    }

    [Theory]
    [MemberData(nameof(Conditions))]
    public void Unset_project_field_matches_no_condition(string name)
    {
        var blank = new Project
        {
            Name = "Blank",
            SecurityLevel = SecurityLevel.Public,
            Visibility = Visibility.Private,
            Priority = Priority.Low,
        };

        Assert.False(Matches(Policy() with { Conditions = _conditions[name].Conditions }, blank, blank));
    }

    [Fact]
    public void All_given_conditions_must_match()
    {
        var policy = Policy() with { Conditions = new() { Departments = ["Engineering"], BudgetAtLeast = 5000 } };

        Assert.False(Matches(policy, _plain, _plain));
        Assert.False(Matches(policy, null, _plain with { Department = "Legal", BudgetAllocated = 9000 }));
        Assert.True(Matches(policy, _plain, _plain with { Department = "Legal", BudgetAllocated = 9000 }));
        Assert.Equal(
            typeof(PolicyConditions).GetProperties().Select(property => property.Name).Order(),
            _conditions.Values.SelectMany(pair => Given(pair.Conditions)).Distinct().Order());
    }

    [Fact]
    public void Policy_without_conditions_matches_every_project_and_an_inactive_one_none()
    {
        Assert.True(Matches(Policy(), null, new Project()));
        Assert.False(Matches(Policy() with { IsActive = false }, null, new Project()));
    }

    [Fact]
    public void Policy_matches_only_the_kinds_of_change_it_names()
    {
        foreach (var asked in Enum.GetValues<ChangeKind>())
        {
            foreach (var made in Enum.GetValues<ChangeKind>())
            {
                Assert.Equal(
                    asked == made,
                    PolicyRules.Matches(
                        Policy() with { Changes = [asked] }, new HashSet<ChangeKind> { made }, _plain, Raised(10_000)));
            }
        }

        var several = Policy() with { Changes = [ChangeKind.OwnerChanged, ChangeKind.Archiving] };
        Assert.True(PolicyRules.Matches(
            several, new HashSet<ChangeKind> { ChangeKind.VisibilityWidened, ChangeKind.Archiving }, _plain, _plain));
    }

    [Theory]
    [InlineData(0, 1000.01, true)]
    [InlineData(10, 1099.99, false)]
    [InlineData(10, 1100, false)]
    [InlineData(10, 1100.01, true)]
    [InlineData(12.5, 1125, false)]
    [InlineData(1000, 11000.01, true)]
    [InlineData(1000, 11000, false)]
    public void Budget_raise_matches_only_above_the_percentage(double percent, double budget, bool expected)
    {
        var policy = Policy() with { Changes = [ChangeKind.BudgetRaised], BudgetRaisedPercent = (decimal)percent };

        Assert.Equal(
            expected,
            PolicyRules.Matches(
                policy, new HashSet<ChangeKind> { ChangeKind.BudgetRaised }, _plain, Raised((decimal)budget)));
    }

    [Fact]
    public void Budget_that_cannot_be_compared_counts_as_raised()
    {
        var policy = Policy() with { Changes = [ChangeKind.BudgetRaised], BudgetRaisedPercent = 1000 };
        var kinds = new HashSet<ChangeKind> { ChangeKind.BudgetRaised };

        Assert.True(PolicyRules.Matches(policy, kinds, _plain with { BudgetAllocated = null }, _plain));
        Assert.True(PolicyRules.Matches(policy, kinds, _plain, _plain with { BudgetAllocated = null }));
        Assert.True(PolicyRules.Matches(policy, kinds, _plain, _plain with { Currency = "EUR" }));
        Assert.True(PolicyRules.Matches(policy, kinds, _plain with { BudgetAllocated = 0 }, _plain));
    }

    [Fact]
    public void Small_raise_does_not_hide_another_kind_of_change()
    {
        var policy = Policy() with
        {
            Changes = [ChangeKind.BudgetRaised, ChangeKind.OwnerChanged],
            BudgetRaisedPercent = 50,
        };
        var kinds = new HashSet<ChangeKind> { ChangeKind.BudgetRaised, ChangeKind.OwnerChanged };

        Assert.True(PolicyRules.Matches(policy, kinds, _plain, Raised(1001)));
    }

    private static ApprovalPolicy Policy() => new() { Name = "All", Changes = [ChangeKind.ProjectCreation] };

    private static Project Raised(decimal budget) => _plain with { BudgetAllocated = budget };

    private static bool Matches(ApprovalPolicy policy, Project? before, Project after) =>
        PolicyRules.Matches(policy, new HashSet<ChangeKind> { ChangeKind.ProjectCreation }, before, after);

    private static IEnumerable<string> Given(PolicyConditions conditions) => typeof(PolicyConditions).GetProperties()
        .Where(
            property => property.GetValue(conditions) is { } value and not System.Collections.ICollection { Count: 0 })
        .Select(property => property.Name);
}

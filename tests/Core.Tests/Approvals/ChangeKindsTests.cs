using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Policies;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Projects;

namespace Enterprise.Core.Tests.Approvals;

public sealed class ChangeKindsTests
{
    private static readonly ProjectFields _before = new()
    {
        Name = "Portal",
        OwnerId = 1,
        TeamId = 2,
        BudgetAllocated = 100,
        SecurityLevel = SecurityLevel.Confidential,
        DataClassification = "PII",
        Visibility = Visibility.Team,
        AllowedDomains = ["a.example", "b.example"],
        AllowedIps = ["10.0.0.0/8"],
        RequiresApproval = true,
    };

    public static TheoryData<string, Func<ProjectFields, ProjectFields>, ChangeKind[]> Changes => new()
    {
        { "nothing", project => project, [] },
        { "a name", project => project with { Name = "Shop", Priority = Priority.Critical }, [] },
        { "more budget", project => project with { BudgetAllocated = 100.01m }, [ChangeKind.BudgetRaised] },
        { "less budget", project => project with { BudgetAllocated = 99 }, [] },
        { "no budget", project => project with { BudgetAllocated = null }, [ChangeKind.BudgetRaised] },
        { "another currency", project => project with { Currency = "EUR" }, [ChangeKind.BudgetRaised] },
        {
            "a lower level",
            project => project with { SecurityLevel = SecurityLevel.Internal },
            [ChangeKind.SecurityLevelLowered]
        },
        { "a higher level", project => project with { SecurityLevel = SecurityLevel.Restricted }, [] },
        {
            "another classification",
            project => project with { DataClassification = "PHI" },
            [ChangeKind.DataClassificationWidened]
        },
        {
            "no classification",
            project => project with { DataClassification = null },
            [ChangeKind.DataClassificationWidened]
        },
        {
            "visible to all",
            project => project with { Visibility = Visibility.Public },
            [ChangeKind.VisibilityWidened]
        },
        { "visible to the owner", project => project with { Visibility = Visibility.Private }, [] },
        { "another team", project => project with { TeamId = 3 }, [ChangeKind.VisibilityWidened] },
        { "no team", project => project with { TeamId = null }, [] },
        { "one domain less", project => project with { AllowedDomains = ["a.example"] }, [] },
        {
            "another domain",
            project => project with { AllowedDomains = ["c.example"] },
            [ChangeKind.VisibilityWidened]
        },
        { "any domain", project => project with { AllowedDomains = [] }, [ChangeKind.VisibilityWidened] },
        { "any network", project => project with { AllowedIps = [] }, [ChangeKind.VisibilityWidened] },
        { "another owner", project => project with { OwnerId = 9 }, [ChangeKind.OwnerChanged] },
        { "no approval", project => project with { RequiresApproval = false }, [ChangeKind.ApprovalWaived] },
        { "archived", project => project with { Status = ProjectStatus.Archived }, [ChangeKind.Archiving] },
        { "paused", project => project with { Status = ProjectStatus.Paused }, [] },
        {
            "several",
            project => project with { BudgetAllocated = 200, OwnerId = 9 },
            [ChangeKind.BudgetRaised, ChangeKind.OwnerChanged]
        },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Change_is_classified_by_the_fields_it_touches(
        string description, Func<ProjectFields, ProjectFields> change, ChangeKind[] kinds)
    {
        Assert.NotEmpty(description);
        Assert.Equal(kinds, ChangeKinds.Between(_before, change(_before)).Order());
    }

    [Fact]
    public void First_budget_is_a_raise_but_first_classification_and_restrictions_are_no_kind_of_change()
    {
        var bare = new ProjectFields { Name = "Portal", OwnerId = 1 };

        Assert.Equal([ChangeKind.BudgetRaised], ChangeKinds.Between(bare, bare with { BudgetAllocated = 1 }));
        Assert.Empty(
            ChangeKinds.Between(
                bare,
                bare with { DataClassification = "PII", AllowedDomains = ["a.example"], RequiresApproval = true }));
    }
}

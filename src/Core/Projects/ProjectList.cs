using Enterprise.Core.Access;
using Enterprise.Core.Listing;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Projects;

/// <summary>What the list of projects can be asked.</summary>
public static class ProjectList
{
    public static readonly ListDefinition<Project> Definition = new(ProjectDocuments.Type)
    {
        Name = "projects",
        Filters =
        [
            ListFilter.Integer(ProjectDocuments.OwnerId),
            ListFilter.Integer(ProjectDocuments.TeamId),
            ListFilter.Text(ProjectDocuments.Department),
            ListFilter.Text(ProjectDocuments.BusinessUnit),
            ListFilter.Text(ProjectDocuments.CostCenter),
            ListFilter.Enumeration<ProjectStatus>(ProjectDocuments.Status),
            ListFilter.Enumeration<Priority>(ProjectDocuments.Priority),
            ListFilter.Enumeration<SecurityLevel>(ProjectDocuments.SecurityLevel),
            ListFilter.Text(ProjectDocuments.DataClassification),
            ListFilter.Enumeration<Visibility>(ProjectDocuments.Visibility),
            ListFilter.Flag(ProjectDocuments.RequiresApproval),
            ListFilter.Enumeration<ApprovalStatus>(ProjectDocuments.ApprovalStatus),
            ListFilter.Text(ProjectDocuments.PrimaryLanguage),
            ListFilter.Member("compliance_requirement", ProjectDocuments.ComplianceRequirements),
            ListFilter.Search("q", ProjectDocuments.Name),
            .. ListFilter.Times("created", ProjectDocuments.CreatedAt),
            .. ListFilter.Times("updated", ProjectDocuments.UpdatedAt),
            .. ListFilter.Dates("review_due", ProjectDocuments.ReviewDueDate),
            .. ListFilter.Dates("end", ProjectDocuments.EndDate),
            .. ListFilter.Numbers(ProjectDocuments.BudgetAllocated),
        ],
        Sorts =
        [
            ListSort.By(ProjectDocuments.Id),
            ListSort.By(ProjectDocuments.Name),
            ListSort.By(ProjectDocuments.Status),
            ListSort.By(ProjectDocuments.Priority),
            ListSort.By(ProjectDocuments.SecurityLevel),
            ListSort.By(ProjectDocuments.Department),
            ListSort.By(ProjectDocuments.CreatedAt),
            ListSort.By(ProjectDocuments.UpdatedAt),
            ListSort.By(ProjectDocuments.ReviewDueDate),
            ListSort.By(ProjectDocuments.EndDate),
            ListSort.By(ProjectDocuments.BudgetAllocated),
        ],
        DefaultSort = [new Order(ProjectDocuments.Id)],
        Expansions = ["owner", "team"],
    };
}

using Enterprise.Core.Entities;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Projects;

/// <summary>How projects are kept, and what can be asked of them.</summary>
public static class ProjectDocuments
{
    public static readonly Field Id = new("id", FieldKind.Integer);

    /// <summary>In lower case, for sorting and for finding a part of it.</summary>
    public static readonly Field Name = new("name", FieldKind.Text);
    public static readonly Field OwnerId = new("owner_id", FieldKind.Integer);
    public static readonly Field TeamId = new("team_id", FieldKind.Integer);
    public static readonly Field Department = new("department", FieldKind.Text);
    public static readonly Field BusinessUnit = new("business_unit", FieldKind.Text);
    public static readonly Field CostCenter = new("cost_center", FieldKind.Text);
    public static readonly Field Status = new("status", FieldKind.Integer);
    public static readonly Field Priority = new("priority", FieldKind.Integer);
    public static readonly Field SecurityLevel = new("security_level", FieldKind.Integer);
    public static readonly Field DataClassification = new("data_classification", FieldKind.Text);
    public static readonly Field Visibility = new("visibility", FieldKind.Integer);
    public static readonly Field RequiresApproval = new("requires_approval", FieldKind.Integer);
    public static readonly Field ApprovalStatus = new("approval_status", FieldKind.Integer);
    public static readonly Field PrimaryLanguage = new("primary_language", FieldKind.Text);
    public static readonly Field ComplianceRequirements = new("compliance_requirements", FieldKind.TextSet);
    public static readonly Field AllowedDomains = new("allowed_domains", FieldKind.TextSet);
    public static readonly Field CreatedAt = new("created_at", FieldKind.Integer);
    public static readonly Field UpdatedAt = new("updated_at", FieldKind.Integer);
    public static readonly Field ReviewDueDate = new("review_due_date", FieldKind.Text);
    public static readonly Field EndDate = new("end_date", FieldKind.Text);
    public static readonly Field BudgetAllocated = new("budget_allocated", FieldKind.Real);

    public static readonly DocumentType<Project> Type = new(
        Container.Projects,
        "project",
        ProjectsJson.Default.Project,
        (Id, project => FieldValue.Of(project.Id)),
        (Name, project => FieldValue.Of(project.Name?.ToLowerInvariant())),
        (OwnerId, project => FieldValue.Of(project.OwnerId)),
        (TeamId, project => FieldValue.Of(project.TeamId)),
        (Department, project => FieldValue.Of(project.Department)),
        (BusinessUnit, project => FieldValue.Of(project.BusinessUnit)),
        (CostCenter, project => FieldValue.Of(project.CostCenter)),
        (Status, project => FieldValue.Of((long)project.Status)),
        (Priority, project => FieldValue.Of((long)project.Priority)),
        (SecurityLevel, project => FieldValue.Of((long)project.SecurityLevel)),
        (DataClassification, project => FieldValue.Of(project.DataClassification)),
        (Visibility, project => FieldValue.Of((long)project.Visibility)),
        (RequiresApproval, project => FieldValue.Of(project.RequiresApproval)),
        (ApprovalStatus, project => FieldValue.Of((long)project.ApprovalStatus)),
        (PrimaryLanguage, project => FieldValue.Of(project.PrimaryLanguage)),
        (ComplianceRequirements, project => FieldValue.Of(project.ComplianceRequirements)),
        (AllowedDomains, project => FieldValue.Of(project.AllowedDomains)),
        (CreatedAt, project => FieldValue.Of(project.CreatedAt)),
        (UpdatedAt, project => FieldValue.Of(project.UpdatedAt)),
        (ReviewDueDate, project => FieldValue.Of(project.ReviewDueDate)),
        (EndDate, project => FieldValue.Of(project.EndDate)),
        (BudgetAllocated, project => FieldValue.Of(project.BudgetAllocated)))
    {
        Indexes =
        [
            new(new Order(Id)),
            new(new Order(OwnerId), new Order(Id)),
            new(new Order(TeamId), new Order(Id)),
            new(new Order(Department), new Order(Id)),
            new(new Order(BusinessUnit), new Order(Id)),
            new(new Order(CostCenter), new Order(Id)),
            new(new Order(Status), new Order(Id)),
            new(new Order(Status), new Order(Priority), new Order(Id)),
            new(new Order(Priority), new Order(Id)),
            new(new Order(SecurityLevel), new Order(Id)),
            new(new Order(Name), new Order(Id)),
            new(new Order(CreatedAt), new Order(Id)),
            new(new Order(UpdatedAt), new Order(Id)),
            new(new Order(ReviewDueDate), new Order(Id)),
            new(new Order(EndDate), new Order(Id)),
            new(new Order(BudgetAllocated), new Order(Id)),
            new(new Order(Priority, Descending: true), new Order(Name), new Order(Id)),
            new(
                new Order(Priority, Descending: true),
                new Order(CreatedAt, Descending: true),
                new Order(Id, Descending: true)),
            new(new Order(SecurityLevel, Descending: true), new Order(Name), new Order(Id)),
        ],
    };

    /// <summary>What writing a project has to know.</summary>
    internal static EntityKind<Project> Kind { get; } = new(
        Type,
        project => Key(project.Id),
        project => project.Id,
        new(ProjectEvents.Created, ProjectEvents.Updated));

    /// <summary>Where a project is kept.</summary>
    public static DocumentKey Key(long id) => new(Partitions.OfProject(id), Ids.Text(id));
}

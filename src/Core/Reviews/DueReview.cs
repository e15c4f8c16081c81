using System.Text.Json;
using System.Text.Json.Serialization;
using Enterprise.Core.Access;
using Enterprise.Core.Listing;
using Enterprise.Core.Projects;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Reviews;

/// <summary>Where a project stands with its next review.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ReviewStatus>))]
public enum ReviewStatus
{
    Upcoming,

    /// <summary>Today is the day.</summary>
    Due,
    Overdue,
}

/// <summary>The next review of a project.</summary>
public sealed record DueReview
{
    public required long ProjectId { get; init; }

    public required string ProjectName { get; init; }

    public long? OwnerId { get; init; }

    public long? TeamId { get; init; }

    public required SecurityLevel SecurityLevel { get; init; }

    public required IReadOnlyList<string> ComplianceRequirements { get; init; }

    public required DateOnly ReviewDueDate { get; init; }

    public required ReviewStatus Status { get; init; }

    /// <summary>0 until it is overdue.</summary>
    public required long DaysOverdue { get; init; }

    /// <summary>What the review has to answer.</summary>
    public required IReadOnlyList<string> Checklist { get; init; }

    /// <summary>The review before; null where there was none.</summary>
    public long? LastReviewId { get; init; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? LastReviewedAt { get; init; }
}

/// <summary>
/// The filters and sorts of the list of due reviews. It is a view of projects, and queries them by their fields.
/// </summary>
public static class DueReviews
{
    /// <summary>It depends on the day, so no document has it; see <see cref="Resolve"/>.</summary>
    public static readonly Field Status = new("status", FieldKind.Integer);

    public static readonly ListDefinition<DueReview> List = new(View())
    {
        Name = "due-reviews",
        Filters =
        [
            ListFilter.Enumeration<ReviewStatus>(Status),
            ListFilter.Integer(ProjectDocuments.OwnerId),
            ListFilter.Integer(ProjectDocuments.TeamId),
            ListFilter.Enumeration<SecurityLevel>(ProjectDocuments.SecurityLevel),
            ListFilter.Member("compliance_requirement", ProjectDocuments.ComplianceRequirements),
            .. ListFilter.Dates("due", ProjectDocuments.ReviewDueDate),
        ],
        Sorts =
        [
            ListSort.By(ProjectDocuments.ReviewDueDate),
            new ListSort("project_id", ProjectDocuments.Id),
            new ListSort("project_name", ProjectDocuments.Name),
        ],
        DefaultSort = [new Order(ProjectDocuments.ReviewDueDate)],
        Expansions = ["owner", "team"],
    };

    /// <summary>
    /// The condition on projects, on a day. Who asks for no status and no date gets what is due or overdue.
    /// </summary>
    internal static Predicate Resolve(Predicate asked, DateOnly today)
    {
        var where = Replace(asked, today)
            & new In(
                ProjectDocuments.Status,
                [FieldValue.Of((long)ProjectStatus.Active), FieldValue.Of((long)ProjectStatus.Paused)])
            & new IsNull(ProjectDocuments.ReviewDueDate, Negated: true);
        return Mentions(asked, Status) || Mentions(asked, ProjectDocuments.ReviewDueDate)
            ? where
            : where & new Compare(ProjectDocuments.ReviewDueDate, Comparison.LessOrEqual, FieldValue.Of(today));
    }

    /// <summary>The project as an item of the list.</summary>
    internal static Document<DueReview> Of(Document<Project> project, ReviewPolicy rules)
    {
        var value = project.Value;
        var due = value.ReviewDueDate!.Value;
        var review = new DueReview
        {
            ProjectId = value.Id,
            ProjectName = value.Name!,
            OwnerId = value.OwnerId,
            TeamId = value.TeamId,
            SecurityLevel = value.SecurityLevel,
            ComplianceRequirements = value.ComplianceRequirements,
            ReviewDueDate = due,
            Status = rules.StatusOf(due),
            DaysOverdue = Math.Max(0, rules.Today.DayNumber - due.DayNumber),
            Checklist = Checklist.Of(value.ComplianceRequirements, rules.Options),
            LastReviewId = value.LastReviewId,
            LastReviewedAt = value.LastReviewedAt,
        };
        var json = JsonSerializer.SerializeToUtf8Bytes(review, ReviewsJson.Default.DueReview);
        return new Document<DueReview>(List.Type, project.Key, project.Version, json);
    }

    /// <summary>It is never stored, and has the fields and indexes of projects that it is sorted by.</summary>
    private static DocumentType<DueReview> View()
    {
        Field[] fields = [ProjectDocuments.Id, ProjectDocuments.ReviewDueDate, ProjectDocuments.Name];
        return new DocumentType<DueReview>(
            Container.Projects,
            "due_review",
            ReviewsJson.Default.DueReview,
            (fields[0], review => FieldValue.Of(review.ProjectId)),
            (fields[1], review => FieldValue.Of(review.ReviewDueDate)),
            (fields[2], review => FieldValue.Of(review.ProjectName.ToLowerInvariant())))
        {
            Indexes =
            [
                .. ProjectDocuments.Type.Indexes
                    .Where(index => index.Fields.All(order => fields.Contains(order.Field))),
            ],
        };
    }

    private static Predicate Replace(Predicate asked, DateOnly today) => asked switch
    {
        All all => all.Parts.Aggregate(Predicate.Everything, (condition, part) => condition & Replace(part, today)),
        Compare compare when compare.Field == Status => Is((ReviewStatus)compare.Value.Integer, today),
        In any when any.Field == Status => any.Values.Aggregate(
            Predicate.Nothing, (condition, value) => condition | Is((ReviewStatus)value.Integer, today)),
        _ => asked,
    };

    private static Compare Is(ReviewStatus status, DateOnly today)
    {
        var comparison = status switch
        {
            ReviewStatus.Overdue => Comparison.Less,
            ReviewStatus.Due => Comparison.Equal,
            _ => Comparison.Greater,
        };
        return new Compare(ProjectDocuments.ReviewDueDate, comparison, FieldValue.Of(today));
    }

    private static bool Mentions(Predicate asked, Field field) => asked switch
    {
        All all => all.Parts.Any(part => Mentions(part, field)),
        Compare compare => compare.Field == field,
        In any => any.Field == field,
        _ => false,
    };
}

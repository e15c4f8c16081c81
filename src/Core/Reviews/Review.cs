using System.Text.Json.Serialization;
using Enterprise.Core.Listing;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Reviews;

/// <summary>What a review came to.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ReviewOutcome>))]
public enum ReviewOutcome
{
    /// <summary>All is as it should be.</summary>
    Confirmed,

    /// <summary>Something has to change, and is looked at again soon.</summary>
    ChangesNeeded,
}

/// <summary>An answered item of a review's checklist.</summary>
public sealed record ChecklistAnswer
{
    /// <summary>The item, as the checklist words it; or one of the reviewer's own.</summary>
    public string? Item { get; init; }

    public bool? IsMet { get; init; }

    public string? Note { get; init; }
}

/// <summary>What callers send to complete a review.</summary>
/// <remarks>
/// What has a default has a setter: the JSON source generator writes every init property, whether it was sent or not.
/// </remarks>
public sealed record NewReview
{
    public ReviewOutcome? Outcome { get; init; }

    /// <summary>Every item of the project's compliance requirements, answered.</summary>
    public IReadOnlyList<ChecklistAnswer> Checklist { get; set; } = [];

    public string? Notes { get; init; }

    /// <summary>When the project is to be reviewed next; by default when its requirements ask for it.</summary>
    public DateOnly? NextDueDate { get; init; }

    /// <summary>Has to be true: whoever reviews attests that the project's owner is still accountable for it.</summary>
    public bool? ConfirmsOwnership { get; init; }
}

/// <summary>A completed review. It is never changed.</summary>
public sealed record Review : IEntity
{
    /// <inheritdoc/>
    public long Id { get; init; }

    public long ProjectId { get; init; }

    public ReviewOutcome Outcome { get; init; }

    public IReadOnlyList<ChecklistAnswer> Checklist { get; init; } = [];

    public string? Notes { get; init; }

    /// <summary>When it was due; null where no date was set.</summary>
    public DateOnly? ReviewDueDate { get; init; }

    /// <summary>When the next one is.</summary>
    public DateOnly NextDueDate { get; init; }

    /// <summary>Who was attested to be accountable.</summary>
    public long OwnerId { get; init; }

    /// <summary>What the project had to comply with.</summary>
    public IReadOnlyList<string> ComplianceRequirements { get; init; } = [];

    /// <summary>The user who completed it.</summary>
    public long CompletedBy { get; init; }

    /// <inheritdoc/>
    public DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public DateTimeOffset UpdatedAt => CreatedAt;
}

/// <summary>How reviews are kept: in their project's partition.</summary>
public static class ReviewDocuments
{
    public static readonly Field Id = new("id", FieldKind.Integer);
    public static readonly Field Outcome = new("outcome", FieldKind.Integer);
    public static readonly Field CompletedBy = new("completed_by", FieldKind.Integer);
    public static readonly Field CreatedAt = new("created_at", FieldKind.Integer);

    public static readonly DocumentType<Review> Type = new(
        Container.Projects,
        "review",
        ReviewsJson.Default.Review,
        (Id, review => FieldValue.Of(review.Id)),
        (Outcome, review => FieldValue.Of((long)review.Outcome)),
        (CompletedBy, review => FieldValue.Of(review.CompletedBy)),
        (CreatedAt, review => FieldValue.Of(review.CreatedAt)))
    {
        Indexes =
        [
            DocumentIndex.InPartition(new Order(Id)),
            DocumentIndex.InPartition(new Order(CreatedAt), new Order(Id)),
        ],
    };

    /// <summary>What a project's list of reviews can be asked.</summary>
    public static readonly ListDefinition<Review> List = new(Type)
    {
        Name = "reviews",
        Filters =
        [
            ListFilter.Enumeration<ReviewOutcome>(Outcome),
            ListFilter.Integer(CompletedBy),
            .. ListFilter.Times("created", CreatedAt),
        ],
        Sorts = [ListSort.By(CreatedAt), ListSort.By(Id)],
        DefaultSort = [new Order(CreatedAt, Descending: true)],
        Expansions = ["owner"],
    };
}

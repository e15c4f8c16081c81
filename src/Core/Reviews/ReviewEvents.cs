using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Reviews;

/// <summary>What happens to reviews, and the values that their changes carry.</summary>
public static class ReviewEvents
{
    /// <summary>A review was completed.</summary>
    public static readonly ChangeEvent Completed = new("review.completed");

    /// <summary>The owner was reminded of a review that is or will be due.</summary>
    public static readonly ChangeEvent Reminded = new("review.reminded");

    /// <summary>The owner was reminded of a review that is overdue.</summary>
    public static readonly ChangeEvent OverdueReminded = new("review.overdue_reminded")
    {
        FormerName = "review.overdue",
    };

    /// <summary>An overdue review was escalated to the owner's manager.</summary>
    public static readonly ChangeEvent Escalated = new("review.escalated");

    /// <summary>When the review is due.</summary>
    public static readonly Field DueDate = new("review_due_date", FieldKind.Text);

    /// <summary>In how many days it is due.</summary>
    public static readonly Field DaysBefore = new("days_before", FieldKind.Integer);

    /// <summary>For how many days it has been overdue.</summary>
    public static readonly Field DaysOverdue = new("days_overdue", FieldKind.Integer);

    /// <summary>Who is notified, as references such as <c>team_manager:3</c>.</summary>
    public static readonly Field Approvers = new("approvers", FieldKind.TextSet);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ChangeEvent> All { get; } = [Completed, Reminded, OverdueReminded, Escalated];
}

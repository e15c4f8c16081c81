using System.Globalization;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Listing;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Approvals.Decisions;

/// <summary>What the lists of approvals can be asked.</summary>
public static class ApprovalList
{
    private const string Me = "me";

    /// <summary>It stands for the caller until the caller is known: no user has this id.</summary>
    private const long Caller = 0;

    /// <summary>It stands for the approvals that wait for the caller: none has this id.</summary>
    private static readonly Predicate _whatWaits = Predicate.Equal(ApprovalDocuments.Id, FieldValue.Of(0));

    private static readonly ListFilter _requestedBy = new(
        ApprovalDocuments.RequestedBy.Name,
        FilterType.Text,
        "Only those that this user asked for, or one of these; me for the caller.",
        text => text == Me
            ? Predicate.Equal(ApprovalDocuments.RequestedBy, FieldValue.Of(Caller))
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0
                ? Predicate.Equal(ApprovalDocuments.RequestedBy, FieldValue.Of(id))
                : null)
    {
        TakesSeveral = true,
    };

    private static readonly ListFilter _toDecide = new(
        "to_decide",
        FilterType.Text,
        "Only those that wait for the decision of the caller, or of somebody in whose place the caller decides: me.",
        text => text == Me ? _whatWaits : null)
    {
        Values = [Me],
    };

    /// <summary>Approvals of every project.</summary>
    public static readonly ListDefinition<Approval> Definition = new(ApprovalDocuments.Type)
    {
        Name = "approvals",
        Filters =
        [
            _toDecide,
            _requestedBy,
            ListFilter.Integer(ApprovalDocuments.ProjectId),
            ListFilter.Enumeration<ApprovalState>(ApprovalDocuments.Status),
            .. ListFilter.Times("created", ApprovalDocuments.CreatedAt),
        ],
        Sorts = [ListSort.By(ApprovalDocuments.Id)],
        DefaultSort = [new Order(ApprovalDocuments.Id)],
    };

    /// <summary>Approvals of one project, the newest first.</summary>
    public static readonly ListDefinition<Approval> OfProject = new(ApprovalDocuments.Type)
    {
        Name = "project-approvals",
        Filters =
        [
            _requestedBy,
            ListFilter.Enumeration<ApprovalState>(ApprovalDocuments.Status),
            .. ListFilter.Times("created", ApprovalDocuments.CreatedAt),
        ],
        Sorts = [ListSort.By(ApprovalDocuments.Id)],
        DefaultSort = [new Order(ApprovalDocuments.Id, Descending: true)],
    };

    /// <summary>
    /// A condition with the caller in place of <c>me</c>, and whether only what the caller can decide is requested.
    /// </summary>
    internal static (Predicate Where, bool IsToDecide) For(Predicate where, long userId)
    {
        IReadOnlyList<Predicate> parts = where is All all ? all.Parts : [where];
        var own = parts.Where(part => part != _whatWaits).ToList();
        var condition = own.Aggregate(Predicate.Everything, (sum, part) => sum & WithCaller(part, userId));
        return (condition, own.Count < parts.Count);
    }

    /// <summary>Whether an approval that was read fulfils a condition of this list.</summary>
    internal static bool Holds(Predicate condition, Approval approval) => condition switch
    {
        All all => all.Parts.All(part => Holds(part, approval)),
        In any => any.Values.Contains(ApprovalDocuments.Type.Value(approval, any.Field)),
        Compare compare => Holds(compare, ApprovalDocuments.Type.Value(approval, compare.Field).Integer),
        _ => throw new ArgumentException($"No filter of approvals comes to {condition}.", nameof(condition)),
    };

    private static bool Holds(Compare compare, long value) => compare.Comparison switch
    {
        Comparison.Equal => value == compare.Value.Integer,
        Comparison.Less => value < compare.Value.Integer,
        Comparison.LessOrEqual => value <= compare.Value.Integer,
        Comparison.Greater => value > compare.Value.Integer,
        _ => value >= compare.Value.Integer,
    };

    private static Predicate WithCaller(Predicate part, long userId)
    {
        return part switch
        {
            Compare compare when compare.Field == ApprovalDocuments.RequestedBy =>
                compare with { Value = Named(compare.Value) },
            In any when any.Field == ApprovalDocuments.RequestedBy =>
                any with { Values = [.. any.Values.Select(Named)] },
            _ => part,
        };

        FieldValue Named(FieldValue value) => value.Integer == Caller ? FieldValue.Of(userId) : value;
    }
}

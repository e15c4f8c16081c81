using Enterprise.Core.Problems;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Listing;

/// <summary>One page of a list, as asked for and checked against the list's definition.</summary>
/// <param name="Where">The filters' condition.</param>
/// <param name="Sort">The sort.</param>
/// <param name="Limit">The page's size.</param>
/// <param name="After">Where the page starts; null for the first.</param>
public sealed record ListRequest(
    Predicate Where,
    IReadOnlyList<Order> Sort,
    int Limit,
    IReadOnlyList<FieldValue>? After)
{
    /// <summary>Reads the filters that were given; refuses those that the list does not have.</summary>
    public static Predicate Filter(
        ListDefinition definition,
        IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> parameters)
    {
        var condition = Predicate.Everything;
        foreach (var (name, values) in parameters)
        {
            var filter = definition.Filters.FirstOrDefault(filter => filter.Name == name)
                ?? throw RefusedException.Invalid(name, "There is no such filter.");
            condition &= filter.Condition(values);
        }

        return condition;
    }

    /// <summary>Reads <c>-priority,name</c>.</summary>
    public static IReadOnlyList<Order> ParseSort(ListDefinition definition, string? text)
    {
        if (string.IsNullOrEmpty(text))
            return definition.DefaultSort;
        var sort = new List<Order>();
        foreach (var part in text.Split(','))
        {
            var descending = part.StartsWith('-');
            var name = descending ? part[1..] : part;
            var known = definition.Sorts.FirstOrDefault(candidate => candidate.Name == name)
                ?? throw RefusedException.Invalid(
                    "sort",
                    $"Expected some of: {string.Join(", ", definition.Sorts.Select(candidate => candidate.Name))}.");
            sort.Add(new Order(known.Field, descending));
        }

        return definition.IsServed(sort)
            ? sort
            : throw RefusedException.Invalid("sort", "This combination has no index. Sort by one field.");
    }

    /// <summary>The query for this page.</summary>
    internal DocumentQuery<T> Query<T>(DocumentType<T> type)
        where T : class => new(type) { Where = Where, Sort = Sort, Limit = Limit, After = After };
}

/// <summary>A page of a list.</summary>
/// <param name="Items">The documents.</param>
/// <param name="Next">The position after which the next page starts; null on the last.</param>
public sealed record ListPage<T>(IReadOnlyList<Document<T>> Items, IReadOnlyList<FieldValue>? Next)
    where T : class
{
    internal static ListPage<T> Of(DocumentPage<T> page) =>
        new(page.Items, page.Next);
}

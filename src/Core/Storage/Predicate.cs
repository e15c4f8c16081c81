namespace Enterprise.Core.Storage;

/// <summary>A condition on declared fields, which every store translates to its own query language.</summary>
/// <remarks>A comparison with a null field is false, and so is its opposite, as in SQL.</remarks>
public abstract record Predicate
{
    /// <summary>True of every document.</summary>
    public static Predicate Everything { get; } = new All([]);

    /// <summary>True of no document.</summary>
    public static Predicate Nothing { get; } = new Any([]);

    public static Predicate Equal(Field field, FieldValue value) => new Compare(field, Comparison.Equal, value);

    /// <summary>Both; parts that are always true are left out.</summary>
    public static Predicate operator &(Predicate left, Predicate right) => (left, right) switch
    {
        (All { Parts.Count: 0 }, _) => right,
        (_, All { Parts.Count: 0 }) => left,
        (All a, All b) => new All([.. a.Parts, .. b.Parts]),
        (All a, _) => new All([.. a.Parts, right]),
        (_, All b) => new All([left, .. b.Parts]),
        _ => new All([left, right]),
    };

    /// <summary>Either; parts that are never true are left out.</summary>
    public static Predicate operator |(Predicate left, Predicate right) => (left, right) switch
    {
        (Any { Parts.Count: 0 }, _) => right,
        (_, Any { Parts.Count: 0 }) => left,
        (Any a, Any b) => new Any([.. a.Parts, .. b.Parts]),
        (Any a, _) => new Any([.. a.Parts, right]),
        (_, Any b) => new Any([left, .. b.Parts]),
        _ => new Any([left, right]),
    };
}

/// <summary>How a field's value relates to a given one.</summary>
public enum Comparison
{
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>A scalar field compared with a value that is not null.</summary>
public sealed record Compare(Field Field, Comparison Comparison, FieldValue Value) : Predicate;

/// <summary>A scalar field that equals one of the values; none of them null, at most 1,000.</summary>
public sealed record In(Field Field, IReadOnlyList<FieldValue> Values) : Predicate;

/// <summary>A <see cref="FieldKind.TextSet"/> field that holds the text.</summary>
public sealed record Contains(Field Field, string Text) : Predicate;

/// <summary>A <see cref="FieldKind.Text"/> field in which the text occurs, compared by its bytes.</summary>
public sealed record HasSubstring(Field Field, string Text) : Predicate;

/// <summary>A field that is null (or an empty set), or with <paramref name="Negated"/> one that is not.</summary>
public sealed record IsNull(Field Field, bool Negated = false) : Predicate;

/// <summary>Every part is true; with no parts always.</summary>
public sealed record All(IReadOnlyList<Predicate> Parts) : Predicate;

/// <summary>At least one part is true; with no parts never.</summary>
public sealed record Any(IReadOnlyList<Predicate> Parts) : Predicate;

using System.Globalization;
using Enterprise.Core.Problems;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Listing;

/// <summary>The JSON schema type of a filter's value, for the API's description.</summary>
public enum FilterType
{
    Text,
    Integer,
    Number,
    Boolean,
    Date,
    Time,
}

/// <summary>A query parameter that narrows a list.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="Type">What its value is.</param>
/// <param name="Description">What it does, for the API's description.</param>
/// <param name="Parse">The condition for a value; null when the value is not of the type.</param>
public sealed record ListFilter(string Name, FilterType Type, string Description, Func<string, Predicate?> Parse)
{
    /// <summary>How many values one filter takes.</summary>
    public const int MostValues = 50;

    /// <summary>The values it takes, where they are few.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>The enumeration that the values are the names of; null for other values.</summary>
    public Type? Enumerated { get; init; }

    /// <summary>Whether it takes several values, separated by commas, of which one has to match.</summary>
    public bool TakesSeveral { get; init; }

    /// <summary>The value is the field's.</summary>
    public static ListFilter Text(Field field, Func<string, string>? normalise = null) => Several(
        field.Name,
        FilterType.Text,
        field,
        text => FieldValue.Of(normalise is null ? text : normalise(text)));

    /// <summary>The value is the field's.</summary>
    public static ListFilter Integer(Field field) => Several(
        field.Name,
        FilterType.Integer,
        field,
        text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? FieldValue.Of(number)
            : FieldValue.Null);

    /// <summary>The value is the name of the field's.</summary>
    public static ListFilter Enumeration<TEnum>(Field field)
        where TEnum : struct, Enum => Several(
            field.Name,
            FilterType.Text,
            field,
            text => EnumNames<TEnum>.TryParse(text, out var value)
                ? FieldValue.Of(Convert.ToInt64(value, CultureInfo.InvariantCulture))
                : FieldValue.Null) with
        {
            Values = EnumNames<TEnum>.All,
            Enumerated = typeof(TEnum),
        };

    /// <summary>True or false.</summary>
    public static ListFilter Flag(Field field) => new(
        field.Name,
        FilterType.Boolean,
        $"Only those whose {field.Name} is this.",
        text => text switch
        {
            "true" => Predicate.Equal(field, FieldValue.Of(true)),
            "false" => Predicate.Equal(field, FieldValue.Of(false)),
            _ => null,
        });

    /// <summary>The set holds the value.</summary>
    public static ListFilter Member(string name, Field field) => new(
        name,
        FilterType.Text,
        $"Only those whose {field.Name} contain this.",
        text => new Contains(field, text));

    /// <summary>The text occurs in the field, whatever its case.</summary>
    public static ListFilter Search(string name, Field lowerCaseField) => new(
        name,
        FilterType.Text,
        $"Only those whose {lowerCaseField.Name} contains this, whatever its case.",
        text => text.Length is > 0 and <= 200 ? new HasSubstring(lowerCaseField, text.ToLowerInvariant()) : null);

    /// <summary>Later and earlier than a time: <c>STEM_after</c> and <c>STEM_before</c>.</summary>
    public static IEnumerable<ListFilter> Times(string stem, Field field) =>
    [
        Range($"{stem}_after", FilterType.Time, field, Comparison.Greater, "later than", Time),
        Range($"{stem}_before", FilterType.Time, field, Comparison.Less, "earlier than", Time),
    ];

    /// <summary>A half-open period: from one time on, and up to but not at another.</summary>
    public static IEnumerable<ListFilter> Period(string from, string to, Field field) =>
    [
        Range(from, FilterType.Time, field, Comparison.GreaterOrEqual, "at or later than", Time),
        Range(to, FilterType.Time, field, Comparison.Less, "earlier than", Time),
    ];

    /// <summary>Later and earlier than a date: <c>STEM_after</c> and <c>STEM_before</c>.</summary>
    public static IEnumerable<ListFilter> Dates(string stem, Field field) =>
    [
        Range($"{stem}_after", FilterType.Date, field, Comparison.Greater, "later than", Date),
        Range($"{stem}_before", FilterType.Date, field, Comparison.Less, "earlier than", Date),
    ];

    /// <summary>At least and at most a number: <c>FIELD_min</c> and <c>FIELD_max</c>.</summary>
    public static IEnumerable<ListFilter> Numbers(Field field) =>
    [
        Range($"{field.Name}_min", FilterType.Number, field, Comparison.GreaterOrEqual, "at least", Number),
        Range($"{field.Name}_max", FilterType.Number, field, Comparison.LessOrEqual, "at most", Number),
    ];

    /// <summary>The condition for the values given; refuses values that are not of the type.</summary>
    internal Predicate Condition(IReadOnlyList<string> given)
    {
        var values = TakesSeveral ? [.. given.SelectMany(value => value.Split(','))] : given;
        if (values.Count > MostValues || (values.Count > 1 && !TakesSeveral))
            throw Refusal(TakesSeveral ? $"At most {MostValues} values." : "Only one value.");
        if (values.Any(value => value.Length > 500))
            throw Refusal("At most 500 characters.");
        var parts = values.Select(value => Parse(value) ?? throw Refusal(Expectation())).ToList();
        if (parts.Count == 1)
            return parts[0];
        var comparisons = parts.Cast<Compare>().ToList();
        return new In(comparisons[0].Field, [.. comparisons.Select(comparison => comparison.Value)]);
    }

    private RefusedException Refusal(string message) => RefusedException.Invalid(Name, message);

    private string Expectation() => Type switch
    {
        _ when Values is not null => $"Expected one of: {string.Join(", ", Values)}.",
        FilterType.Integer => "Expected an integer.",
        FilterType.Number => "Expected a number.",
        FilterType.Boolean => "Expected true or false.",
        FilterType.Date => "Expected a date such as 2026-01-31.",
        FilterType.Time => "Expected an RFC 3339 date and time with an offset, such as 2026-01-31T09:00:00Z.",
        _ => "Expected a text of 1 to 200 characters.",
    };

    private static ListFilter Several(string name, FilterType type, Field field, Func<string, FieldValue> parse) => new(
        name,
        type,
        $"Only those whose {field.Name} is this, or one of these.",
        text => parse(text) is { IsNull: false } value ? Predicate.Equal(field, value) : null)
    {
        TakesSeveral = true,
    };

    private static ListFilter Range(
        string name,
        FilterType type,
        Field field,
        Comparison comparison,
        string words,
        Func<string, FieldValue> parse) => new(
            name,
            type,
            $"Only those whose {field.Name} is {words} this.",
            text => parse(text) is { IsNull: false } value ? new Compare(field, comparison, value) : null);

    private static FieldValue Time(string text) =>
        UtcTimestampConverter.TryParse(text, out var time) ? FieldValue.Of(time) : FieldValue.Null;

    private static FieldValue Date(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? FieldValue.Of(date)
            : FieldValue.Null;

    private static FieldValue Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? FieldValue.Of(number)
            : FieldValue.Null;
}

namespace Enterprise.Core.Storage;

/// <summary>What a declared field holds.</summary>
public enum FieldKind
{
    /// <summary>A 64-bit integer within ±2^53: ids, ranks, microseconds since 1970, booleans as 0 and 1.</summary>
    Integer,

    /// <summary>A double.</summary>
    Real,

    /// <summary>A text, compared by its UTF-8 bytes.</summary>
    Text,

    /// <summary>
    /// A set of texts, queried only with <see cref="Contains"/> and <see cref="IsNull"/> (empty is null).
    /// </summary>
    TextSet,
}

/// <summary>The value of a declared field: one of the kinds of <see cref="FieldKind"/>, or null.</summary>
public readonly record struct FieldValue
{
    private readonly object? _reference;
    private readonly long _bits;
    private readonly bool _hasValue;

    private FieldValue(FieldKind kind, long bits, object? reference)
    {
        Kind = kind;
        _bits = bits;
        _reference = reference;
        _hasValue = true;
    }

    /// <summary>The null value; it sorts before every other.</summary>
    public static FieldValue Null => default;

    /// <summary>Whether this is <see cref="Null"/>.</summary>
    public bool IsNull => !_hasValue;

    /// <summary>The kind; meaningless when null.</summary>
    public FieldKind Kind { get; }

    /// <summary>The integer of an <see cref="FieldKind.Integer"/>.</summary>
    public long Integer => _bits;

    /// <summary>The number of a <see cref="FieldKind.Real"/>.</summary>
    public double Real => BitConverter.Int64BitsToDouble(_bits);

    /// <summary>The text of a <see cref="FieldKind.Text"/>.</summary>
    public string Text => (string)_reference!;

    /// <summary>The texts of a <see cref="FieldKind.TextSet"/>.</summary>
    public IReadOnlyList<string> Set => (IReadOnlyList<string>)_reference!;

    public static FieldValue Of(long? value) => value is { } number ? new(FieldKind.Integer, number, null) : Null;

    public static FieldValue Of(bool value) => new(FieldKind.Integer, value ? 1 : 0, null);

    public static FieldValue Of(double? value) =>
        value is { } number ? new(FieldKind.Real, BitConverter.DoubleToInt64Bits(number), null) : Null;

    public static FieldValue Of(decimal? value) => Of((double?)value);

    public static FieldValue Of(string? value) => value is null ? Null : new(FieldKind.Text, 0, value);

    /// <summary>A date as its ISO 8601 text, which sorts as the date does.</summary>
    public static FieldValue Of(DateOnly? value) => Of(value?.ToString("O", null));

    /// <summary>A time as microseconds since 1970-01-01T00:00:00Z.</summary>
    public static FieldValue Of(DateTimeOffset? value) =>
        value is { } time ? Of((time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond) : Null;

    public static FieldValue Of(IReadOnlyList<string>? value) =>
        value is null or { Count: 0 } ? Null : new(FieldKind.TextSet, 0, value);
}

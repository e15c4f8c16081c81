using System.Collections.Frozen;
using System.Text.Json;

namespace Enterprise.Core.Serialization;

/// <summary>The names that an enumeration's values have in JSON and in query strings.</summary>
public static class EnumNames<TEnum>
    where TEnum : struct, Enum
{
    private static readonly FrozenDictionary<string, TEnum> _byName = Enum.GetValues<TEnum>().ToFrozenDictionary(
        value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()),
        StringComparer.Ordinal);

    private static readonly FrozenDictionary<TEnum, string> _byValue =
        _byName.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>Every name, in the order of the values.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. _byName.OrderBy(pair => pair.Value).Select(pair => pair.Key)];

    public static string Of(TEnum value) => _byValue[value];

    public static bool TryParse(string name, out TEnum value) => _byName.TryGetValue(name, out value);
}

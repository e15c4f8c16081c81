using System.Text.Json;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Auditing;

/// <summary>Reads what a change says, by declared fields.</summary>
public static class ChangeReading
{
    /// <summary>Whether the change gave the field another value.</summary>
    public static bool Touches(this Change change, Field field) => NewValue(change, field) is not null;

    /// <summary>The new value of a field, where it changed and is a text.</summary>
    public static string? NewText(this Change change, Field field) =>
        NewValue(change, field) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>The new value of a field, where it changed and is an integer.</summary>
    public static long? NewNumber(this Change change, Field field) => Number(NewValue(change, field));

    /// <summary>The value of a field before, where it changed and was an integer.</summary>
    public static long? OldNumber(this Change change, Field field) => Number(Value(change.OldValues, field));

    /// <summary>The new value of a field, where it changed and is true or false.</summary>
    public static bool? NewFlag(this Change change, Field field) => NewValue(change, field) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => null,
    };

    /// <summary>The texts of a list, where it changed; empty otherwise.</summary>
    public static IReadOnlyList<string> NewTexts(this Change change, Field field) =>
        NewValue(change, field) is { ValueKind: JsonValueKind.Array } list
            ?
            [
                .. list.EnumerateArray()
                    .Where(item => item.ValueKind == JsonValueKind.String)
                    .Select(item => item.GetString()!),
            ]
            : [];

    private static JsonElement? NewValue(Change change, Field field) => Value(change.NewValues, field);

    private static long? Number(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var integer) ? integer : null;

    private static JsonElement? Value(JsonElement? values, Field field) =>
        values is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty(field.Name, out var value)
            ? value
            : null;
}

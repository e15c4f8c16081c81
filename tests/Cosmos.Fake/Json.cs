using System.Globalization;
using System.Text.Json;

namespace Enterprise.Cosmos.Fake;

/// <summary>
/// JSON as the service keeps it: null, bool, double, string, List or Dictionary. Numbers are doubles there, so a
/// longer integer or decimal is rounded here too.
/// </summary>
internal static class Json
{
    internal static object? Parse(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8);
        return Value(document.RootElement);
    }

    internal static Dictionary<string, object?> ParseObject(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return Parse(utf8) as Dictionary<string, object?> ?? throw Refusal.BadRequest("Expected a JSON object.");
        }
        catch (JsonException exception)
        {
            throw Refusal.BadRequest($"Unreadable JSON: {exception.Message}");
        }
    }

    internal static byte[] Bytes(object? value)
    {
        var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            Write(writer, value);
        return stream.ToArray();
    }

    internal static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case double number:
                writer.WriteRawValue(number.ToString("R", CultureInfo.InvariantCulture));
                break;
            case int or long:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case IReadOnlyDictionary<string, object?> properties:
                writer.WriteStartObject();
                foreach (var (name, property) in properties)
                {
                    writer.WritePropertyName(name);
                    Write(writer, property);
                }

                writer.WriteEndObject();
                break;
            case IEnumerable<object?> items:
                writer.WriteStartArray();
                foreach (var item in items)
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            default:
                throw new NotSupportedException($"{value.GetType()} is no JSON.");
        }
    }

    private static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Array => element.EnumerateArray().Select(Value).ToList(),
        JsonValueKind.Object => Properties(element),
        _ => null,
    };

    private static Dictionary<string, object?> Properties(JsonElement element)
    {
        var properties = new Dictionary<string, object?>();
        foreach (var property in element.EnumerateObject())
            properties[property.Name] = Value(property.Value);
        return properties;
    }
}

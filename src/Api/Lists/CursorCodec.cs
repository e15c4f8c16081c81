using System.Buffers;
using System.Text;
using System.Text.Json;
using Enterprise.Core.Encryption;
using Enterprise.Core.Problems;
using Enterprise.Core.Storage;

namespace Enterprise.Api.Lists;

/// <summary>
/// Encodes positions in a list as opaque cursors, signed together with the list and its query: a cursor can't be
/// forged, and is valid only for the list and query it was issued for.
/// </summary>
internal sealed class CursorCodec(SignedToken tokens)
{
    private const int MaxCharacters = 4096;
    private const string Purpose = "cursor";

    /// <summary>The cursor of a position in the list and query that <paramref name="scope"/> identifies.</summary>
    internal string Write(string scope, IReadOnlyList<FieldValue> position)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var value in position)
                Write(writer, value);
            writer.WriteEndArray();
        }

        return tokens.Sign(Purpose, buffer.WrittenSpan, Encoding.UTF8.GetBytes(scope));
    }

    /// <summary>The position of a cursor; refuses one that was not issued for this scope.</summary>
    internal IReadOnlyList<FieldValue> Read(string scope, string cursor, IReadOnlyList<Order> sort)
    {
        if (cursor.Length > MaxCharacters
            || tokens.Read(Purpose, cursor, Encoding.UTF8.GetBytes(scope)) is not { } content)
        {
            throw Refusal();
        }

        using var document = JsonDocument.Parse(content);
        return [.. document.RootElement.EnumerateArray().Zip(sort, (value, order) => Read(value, order.Field.Kind))];
    }

    private static void Write(Utf8JsonWriter writer, FieldValue value)
    {
        if (value.IsNull)
            writer.WriteNullValue();
        else if (value.Kind == FieldKind.Integer)
            writer.WriteNumberValue(value.Integer);
        else if (value.Kind == FieldKind.Real)
            writer.WriteNumberValue(value.Real);
        else
            writer.WriteStringValue(value.Text);
    }

    private static FieldValue Read(JsonElement value, FieldKind kind) => (value.ValueKind, kind) switch
    {
        (JsonValueKind.Null, _) => FieldValue.Null,
        (_, FieldKind.Integer) => FieldValue.Of(value.GetInt64()),
        (_, FieldKind.Real) => FieldValue.Of(value.GetDouble()),
        _ => FieldValue.Of(value.GetString()),
    };

    private static RefusedException Refusal() =>
        RefusedException.Invalid("cursor", "This cursor does not belong to this list. Start again without one.");
}

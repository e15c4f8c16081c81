using System.Buffers;
using System.Text;
using System.Text.Json;
using Enterprise.Core.Encryption;
using Enterprise.Core.Problems;
using Enterprise.Core.Storage;

namespace Enterprise.Api.Lists;

/// <summary>
/// Positions in a list as opaque texts, signed together with what was asked for: a cursor can't be made up, and goes
/// on with the very list it came from.
/// </summary>
internal sealed class Cursors(SignedToken tokens)
{
    private const int MostCharacters = 4096;
    private const string Purpose = "cursor";

    /// <summary>The cursor for a position in the list that <paramref name="asked"/> describes.</summary>
    internal string Write(string asked, IReadOnlyList<FieldValue> position)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var value in position)
                Write(writer, value);
            writer.WriteEndArray();
        }

        return tokens.Sign(Purpose, buffer.WrittenSpan, Encoding.UTF8.GetBytes(asked));
    }

    /// <summary>The position of a cursor; refuses one that this list did not give out.</summary>
    internal IReadOnlyList<FieldValue> Read(string asked, string cursor, IReadOnlyList<Order> sort)
    {
        if (cursor.Length > MostCharacters || tokens.Read(Purpose, cursor, Encoding.UTF8.GetBytes(asked)) is not { } content)
            throw Refusal();
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

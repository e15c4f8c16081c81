using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
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
internal sealed class Cursors(InstallationKeys keys)
{
    private const int SignatureBytes = 16;
    private const int MostCharacters = 4096;

    private readonly Lazy<byte[]> _key = new(() => keys.Derive("cursor"));

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

        var signature = Sign(asked, buffer.WrittenSpan);
        return Base64Url.EncodeToString([.. signature, .. buffer.WrittenSpan]);
    }

    /// <summary>The position of a cursor; refuses one that this list did not give out.</summary>
    internal IReadOnlyList<FieldValue> Read(string asked, string cursor, IReadOnlyList<Order> sort)
    {
        if (cursor.Length > MostCharacters || !Base64Url.IsValid(cursor))
            throw Refusal();
        var bytes = Base64Url.DecodeFromChars(cursor);
        if (bytes.Length <= SignatureBytes)
            throw Refusal();
        var content = bytes.AsMemory(SignatureBytes);
        if (!CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, SignatureBytes), Sign(asked, content.Span)))
            throw Refusal();
        using var document = JsonDocument.Parse(content);
        return [.. document.RootElement.EnumerateArray().Zip(sort, (value, order) => Read(value, order.Field.Kind))];
    }

    private byte[] Sign(string asked, ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key.Value);
        hash.AppendData(Encoding.UTF8.GetBytes(asked));
        hash.AppendData([0]);
        hash.AppendData(content);
        return hash.GetHashAndReset()[..SignatureBytes];
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

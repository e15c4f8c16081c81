using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Enterprise.Core.Auditing;

/// <summary>The fields in which two versions of an entity differ, as JSON objects.</summary>
internal static class ChangedValues
{
    /// <summary>It changes with everything else and would say nothing.</summary>
    private const string UpdatedAt = "updated_at";

    /// <summary>
    /// The old and new values of the fields that differ. Of something new or deleted those that are not null; both
    /// null when nothing differs.
    /// </summary>
    internal static (JsonElement? Old, JsonElement? New) Between<T>(T? before, T? after, JsonTypeInfo<T> json)
        where T : class
    {
        if (before is null || after is null)
        {
            return (
                before is null ? null : NotNull(JsonSerializer.SerializeToUtf8Bytes(before, json)),
                after is null ? null : NotNull(JsonSerializer.SerializeToUtf8Bytes(after, json)));
        }

        var old = JsonSerializer.SerializeToElement(before, json);
        var @new = JsonSerializer.SerializeToElement(after, json);
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in @new.EnumerateObject())
        {
            if (!old.TryGetProperty(property.Name, out var value) || !JsonElement.DeepEquals(value, property.Value))
                changed.Add(property.Name);
        }

        changed.Remove(UpdatedAt);
        return changed.Count == 0 ? (null, null) : (Only(old, IsChanged), Only(@new, IsChanged));

        bool IsChanged(JsonProperty property) => changed.Contains(property.Name);
    }

    /// <summary>The values that are not null of an entity, as it was written.</summary>
    internal static JsonElement NotNull(ReadOnlySpan<byte> json)
    {
        var output = new ArrayBufferWriter<byte>(json.Length);
        var separator = (byte)'{';
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var isUpdatedAt = reader.ValueTextEquals(UpdatedAt);
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null || isUpdatedAt)
                continue;
            reader.Skip();
            output.Write([separator]);
            separator = (byte)',';
            output.Write(json[start..(int)reader.BytesConsumed]);
        }

        return Close(output);
    }

    private static JsonElement Only(JsonElement values, Func<JsonProperty, bool> isWanted)
    {
        // They are copied as they are written: to write them anew would take longer than everything else here.
        var output = new ArrayBufferWriter<byte>(JsonMarshal.GetRawUtf8Value(values).Length);
        var separator = (byte)'{';
        foreach (var property in values.EnumerateObject())
        {
            if (property.NameEquals(UpdatedAt) || !isWanted(property))
                continue;
            output.Write([separator, (byte)'"']);
            separator = (byte)',';
            output.Write(JsonMarshal.GetRawUtf8PropertyName(property));
            output.Write("\":"u8);
            output.Write(JsonMarshal.GetRawUtf8Value(property.Value));
        }

        return Close(output);
    }

    private static JsonElement Close(ArrayBufferWriter<byte> output)
    {
        if (output.WrittenCount == 0)
            output.Write("{"u8);
        output.Write("}"u8);
        return JsonElement.Parse(output.WrittenSpan);
    }
}

using System.Text.Json;
using Enterprise.Core.Storage;

namespace Enterprise.Cosmos.Items;

/// <summary>
/// Writes the item of a document: id and partition, its declared fields under <c>f</c> (null where they are null,
/// because a composite index leaves out items that lack a property), and its body as <c>data</c>.
/// </summary>
internal static class ItemWriter
{
    internal static MemoryStream Write(Commit commit, DocumentWrite write, string token)
    {
        var stream = new MemoryStream(write.Json.Length + 512);
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { SkipValidation = true });
        writer.WriteStartObject();
        writer.WriteString(ItemProperties.Id, ItemId.Of(write.Type.Kind, write.Id));
        var levels = PartitionLevels.Split(commit.Container, commit.Partition);
        foreach (var (name, level) in PartitionLevels.Properties(commit.Container).Zip(levels))
            writer.WriteString(name, level);
        writer.WriteString(ItemProperties.Kind, write.Type.Kind);
        writer.WriteString(ItemProperties.Commit, token);
        if (write.Type.TimeToLive is { } timeToLive)
            writer.WriteNumber(ItemProperties.TimeToLive, Seconds(timeToLive));
        WriteFields(writer, write);
        writer.WritePropertyName(ItemProperties.Data);
        writer.WriteRawValue(write.Json.Span, skipInputValidation: true);
        writer.WriteEndObject();
        writer.Flush();
        stream.Position = 0;
        return stream;
    }

    // Cosmos DB counts in whole seconds, at least one.
    private static int Seconds(TimeSpan timeToLive) => (int)Math.Max(1, Math.Ceiling(timeToLive.TotalSeconds));

    private static void WriteFields(Utf8JsonWriter writer, DocumentWrite write)
    {
        writer.WriteStartObject(ItemProperties.Fields);
        foreach (var (field, value) in write.Type.Fields.Zip(write.Fields))
        {
            writer.WritePropertyName(field.Name);
            Write(writer, field.Kind, value);
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, FieldKind kind, FieldValue value)
    {
        if (value.IsNull)
        {
            writer.WriteNullValue();
            return;
        }

        switch (kind)
        {
            case FieldKind.Integer:
                writer.WriteNumberValue(value.Integer);
                break;
            case FieldKind.Real:
                writer.WriteNumberValue(value.Real);
                break;
            case FieldKind.Text:
                writer.WriteStringValue(SortableText.Of(value.Text));
                break;
            default:
                writer.WriteStartArray();
                foreach (var text in value.Set)
                    writer.WriteStringValue(SortableText.Of(text));
                writer.WriteEndArray();
                break;
        }
    }
}

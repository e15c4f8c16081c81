using System.Text.Json;
using Enterprise.Core.Storage;

namespace Enterprise.Cosmos.Items;

/// <summary>An item as read; its data is a slice of the response, which is parsed later and once.</summary>
internal readonly record struct Item(
    string Id, string? Kind, string? Commit, string? ETag, string Partition, ReadOnlyMemory<byte> Data);

/// <summary>Reads items from the service's responses.</summary>
internal static class ItemReader
{
    /// <summary>The item of a point read.</summary>
    internal static async ValueTask<Item> ReadItem(
        Container container, Stream content, CancellationToken cancellationToken)
    {
        var json = await Bytes(content, cancellationToken);
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        return ReadItem(container, json, ref reader);
    }

    /// <summary>The items of a page of a query or of the change feed.</summary>
    internal static async ValueTask<IReadOnlyList<Item>> ReadPage(
        Container container, Stream content, CancellationToken cancellationToken)
    {
        var json = await Bytes(content, cancellationToken);
        var items = new List<Item>();
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isItems = reader.ValueTextEquals("Documents");
            reader.Read();
            if (!isItems)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                items.Add(ReadItem(container, json, ref reader));
        }

        return items;
    }

    /// <summary>An ETag as a version: without HTTP's quotes.</summary>
    internal static string Version(string etag) => etag.Trim('"');

    private static Item ReadItem(Container container, ReadOnlyMemory<byte> json, ref Utf8JsonReader reader)
    {
        var properties = PartitionLevels.Properties(container);
        var levels = new string[properties.Count];
        var item = default(Item);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            var level = IndexOf(properties, name);
            if (level >= 0)
                levels[level] = Text(ref reader) ?? "";
            else if (name == ItemProperties.Id)
                item = item with { Id = reader.GetString()! };
            else if (name == ItemProperties.Kind)
                item = item with { Kind = Text(ref reader) };
            else if (name == ItemProperties.Commit)
                item = item with { Commit = Text(ref reader) };
            else if (name == ItemProperties.ETag)
                item = item with { ETag = Version(reader.GetString()!) };
            else if (name == ItemProperties.Data)
                item = item with { Data = Slice(json, ref reader) };
            else
                reader.Skip();
        }

        return item with { Partition = string.Join(PartitionLevels.Separator, levels) };
    }

    /// <summary>A text; null for anything else, which another program wrote and must not block the feed.</summary>
    private static string? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString();
        reader.Skip();
        return null;
    }

    private static ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> json, ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
                return i;
        }

        return -1;
    }

    private static async ValueTask<ReadOnlyMemory<byte>> Bytes(Stream content, CancellationToken cancellationToken)
    {
        if (content is MemoryStream memory && memory.TryGetBuffer(out var buffer))
            return buffer;
        var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken);
        return copy.GetBuffer().AsMemory(0, (int)copy.Length);
    }
}

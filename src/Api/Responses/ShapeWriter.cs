using System.Buffers;
using System.Text.Json;
using Enterprise.Core.Storage;

namespace Enterprise.Api.Responses;

/// <summary>Writes documents in a shape; each related entity is read once per response.</summary>
internal sealed class ShapeWriter(IDocumentStore store, Shape shape)
{
    private readonly Dictionary<(string, long), ReadOnlyMemory<byte>?> _related = [];

    /// <summary>The document's JSON in the shape.</summary>
    internal async ValueTask<ReadOnlyMemory<byte>> Write(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        if (shape.IsWhole)
            return json;

        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var related = new List<(string Name, ReadOnlyMemory<byte>? Json)>(shape.Expansions.Count);
        foreach (var expansion in shape.Expansions)
            related.Add((expansion.Name, await Read(expansion, root, cancellationToken)));

        var output = new ArrayBufferWriter<byte>(json.Length);
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        foreach (var property in root.EnumerateObject())
        {
            if (shape.Fields?.Contains(property.Name) != false)
                property.WriteTo(writer);
        }

        foreach (var (name, value) in related)
        {
            writer.WritePropertyName(name);
            if (value is { } entity)
                writer.WriteRawValue(entity.Span, skipInputValidation: true);
            else
                writer.WriteNullValue();
        }

        writer.WriteEndObject();
        await writer.FlushAsync(cancellationToken);
        return output.WrittenMemory;
    }

    private async ValueTask<ReadOnlyMemory<byte>?> Read(
        Expansion expansion,
        JsonElement root,
        CancellationToken cancellationToken)
    {
        if (!root.TryGetProperty(expansion.IdProperty, out var property) || property.ValueKind != JsonValueKind.Number)
            return null;
        var key = (expansion.IdProperty, property.GetInt64());
        if (!_related.TryGetValue(key, out var json))
            _related[key] = json = await expansion.Read(store, key.Item2, cancellationToken);
        return json;
    }
}

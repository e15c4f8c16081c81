using System.Text.Json;
using System.Text.Json.Serialization;

namespace Enterprise.Sqlite.Connections;

/// <summary>How a set of texts is kept in its column: as a JSON array, which SQLite's <c>json_each</c> reads.</summary>
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class TextSet : JsonSerializerContext
{
    internal static string Write(IReadOnlyList<string> texts) =>
        JsonSerializer.Serialize(texts, Default.IReadOnlyListString);
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Enterprise.Core.Auditing;

namespace Enterprise.Core.Serialization;

/// <summary>The one JSON form of what the system keeps and shows: snake_case, UTC, source-generated.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    RespectNullableAnnotations = true,
    Converters = [typeof(UtcTimestampConverter)])]
[JsonSerializable(typeof(Change))]
[JsonSerializable(typeof(JsonElement))]
public sealed partial class EnterpriseJson : JsonSerializerContext;

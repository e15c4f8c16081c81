using System.Text.Json.Serialization;
using Enterprise.Core.Serialization;

namespace Enterprise.Core.Entities;

/// <summary>The JSON of counters and claims.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    RespectNullableAnnotations = true,
    Converters = [typeof(UtcTimestampConverter)])]
[JsonSerializable(typeof(Counter))]
[JsonSerializable(typeof(NameClaim))]
internal sealed partial class EntitiesJson : JsonSerializerContext;

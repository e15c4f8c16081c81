using System.Text.Json.Serialization;
using Enterprise.Core.Serialization;

namespace Enterprise.Core.DeadLetters;

/// <summary>The JSON of dead letters.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    RespectNullableAnnotations = true,
    Converters = [typeof(UtcTimestampConverter)])]
[JsonSerializable(typeof(DeadLetter))]
internal sealed partial class DeadLettersJson : JsonSerializerContext;

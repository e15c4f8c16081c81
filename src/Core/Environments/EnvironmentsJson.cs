using System.Text.Json.Serialization;
using Enterprise.Core.Serialization;

namespace Enterprise.Core.Environments;

/// <summary>The JSON of environments.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    RespectNullableAnnotations = true,
    Converters = [typeof(UtcTimestampConverter)])]
[JsonSerializable(typeof(EnvironmentFields))]
[JsonSerializable(typeof(NewEnvironment))]
[JsonSerializable(typeof(ProjectEnvironment))]
internal sealed partial class EnvironmentsJson : JsonSerializerContext;

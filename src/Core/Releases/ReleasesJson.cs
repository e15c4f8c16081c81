using System.Text.Json.Serialization;
using Enterprise.Core.Serialization;

namespace Enterprise.Core.Releases;

/// <summary>The JSON of releases.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    RespectNullableAnnotations = true,
    Converters = [typeof(UtcTimestampConverter)])]
[JsonSerializable(typeof(NewRelease))]
[JsonSerializable(typeof(Release))]
[JsonSerializable(typeof(ReleaseFields))]
internal sealed partial class ReleasesJson : JsonSerializerContext;

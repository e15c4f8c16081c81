using System.Text.Json.Serialization;
using Enterprise.Core.Serialization;

namespace Enterprise.Core.Projects;

/// <summary>The JSON of projects.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    RespectNullableAnnotations = true,
    Converters = [typeof(UtcTimestampConverter)])]
[JsonSerializable(typeof(Project))]
[JsonSerializable(typeof(ProjectClaim))]
[JsonSerializable(typeof(ProjectFields))]
internal sealed partial class ProjectsJson : JsonSerializerContext;

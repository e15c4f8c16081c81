using System.Text.Json.Serialization;
using Enterprise.Core.Serialization;

namespace Enterprise.Core.Teams;

/// <summary>The JSON of teams and their members.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    RespectNullableAnnotations = true,
    Converters = [typeof(UtcTimestampConverter)])]
[JsonSerializable(typeof(Team))]
[JsonSerializable(typeof(TeamFields))]
[JsonSerializable(typeof(TeamMember))]
[JsonSerializable(typeof(TeamMemberFields))]
internal sealed partial class TeamsJson : JsonSerializerContext;

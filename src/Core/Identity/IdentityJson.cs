using System.Text.Json.Serialization;
using Enterprise.Core.Serialization;

namespace Enterprise.Core.Identity;

/// <summary>The JSON of tokens and the installation.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    RespectNullableAnnotations = true,
    Converters = [typeof(UtcTimestampConverter)])]
[JsonSerializable(typeof(ApiToken))]
[JsonSerializable(typeof(ApiTokenFields))]
[JsonSerializable(typeof(ApiTokenHash))]
[JsonSerializable(typeof(Installation))]
[JsonSerializable(typeof(IssuedApiToken))]
internal sealed partial class IdentityJson : JsonSerializerContext;

using System.Text.Json.Serialization;
using Enterprise.Core.Serialization;

namespace Enterprise.Core.Approvals.Links;

/// <summary>The JSON of used links.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    RespectNullableAnnotations = true,
    Converters = [typeof(UtcTimestampConverter)])]
[JsonSerializable(typeof(ApprovalLinkUse))]
internal sealed partial class ApprovalLinksJson : JsonSerializerContext;

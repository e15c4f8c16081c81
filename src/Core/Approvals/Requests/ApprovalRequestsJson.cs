using System.Text.Json.Serialization;
using Enterprise.Core.Serialization;

namespace Enterprise.Core.Approvals.Requests;

/// <summary>The JSON of what is pending in a project.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    RespectNullableAnnotations = true,
    Converters = [typeof(UtcTimestampConverter)])]
[JsonSerializable(typeof(ApprovalRegister))]
internal sealed partial class ApprovalRequestsJson : JsonSerializerContext;

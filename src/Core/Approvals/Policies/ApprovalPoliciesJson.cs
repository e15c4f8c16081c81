using System.Text.Json.Serialization;
using Enterprise.Core.Serialization;

namespace Enterprise.Core.Approvals.Policies;

/// <summary>The JSON of approval policies.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    RespectNullableAnnotations = true,
    Converters = [typeof(UtcTimestampConverter)])]
[JsonSerializable(typeof(ApprovalPolicy))]
[JsonSerializable(typeof(ApprovalPolicyFields))]
internal sealed partial class ApprovalPoliciesJson : JsonSerializerContext;

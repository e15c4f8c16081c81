using System.Text.Json.Serialization;
using Enterprise.Core.Serialization;

namespace Enterprise.Core.Approvals.Process;

/// <summary>The JSON of approvals and the tasks of approvers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    RespectNullableAnnotations = true,
    Converters = [typeof(UtcTimestampConverter)])]
[JsonSerializable(typeof(Approval))]
[JsonSerializable(typeof(ApprovalTask))]
internal sealed partial class ApprovalProcessJson : JsonSerializerContext;

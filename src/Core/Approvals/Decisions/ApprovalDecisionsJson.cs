using System.Text.Json.Serialization;
using Enterprise.Core.Serialization;

namespace Enterprise.Core.Approvals.Decisions;

/// <summary>The JSON of what people send about approvals.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    RespectNullableAnnotations = true,
    Converters = [typeof(UtcTimestampConverter)])]
[JsonSerializable(typeof(NewComment))]
[JsonSerializable(typeof(NewDecision))]
[JsonSerializable(typeof(NewOverride))]
[JsonSerializable(typeof(NewWithdrawal))]
internal sealed partial class ApprovalDecisionsJson : JsonSerializerContext;

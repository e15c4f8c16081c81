using System.Text.Json.Serialization;
using Enterprise.Core.Serialization;

namespace Enterprise.Core.Approvals.Delegations;

/// <summary>The JSON of delegations.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    RespectNullableAnnotations = true,
    Converters = [typeof(UtcTimestampConverter)])]
[JsonSerializable(typeof(Delegation))]
[JsonSerializable(typeof(DelegationFields))]
[JsonSerializable(typeof(DelegationLedger))]
internal sealed partial class DelegationsJson : JsonSerializerContext;

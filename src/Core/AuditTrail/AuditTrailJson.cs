using System.Text.Json.Serialization;
using Enterprise.Core.Serialization;

namespace Enterprise.Core.AuditTrail;

/// <summary>The JSON of the audit trail.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    RespectNullableAnnotations = true,
    Converters = [typeof(UtcTimestampConverter)])]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(AuditVerification))]
[JsonSerializable(typeof(ChainHead))]
internal sealed partial class AuditTrailJson : JsonSerializerContext;

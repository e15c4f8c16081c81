using System.Text.Json.Serialization;
using Enterprise.Core.Serialization;

namespace Enterprise.Core.Deployments;

/// <summary>The JSON of deployments.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    RespectNullableAnnotations = true,
    Converters = [typeof(UtcTimestampConverter)])]
[JsonSerializable(typeof(Deployment))]
[JsonSerializable(typeof(DeploymentProgress))]
[JsonSerializable(typeof(NewDeployment))]
internal sealed partial class DeploymentsJson : JsonSerializerContext;

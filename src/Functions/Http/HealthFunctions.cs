using Enterprise.Functions.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Enterprise.Functions.Http;

/// <summary>The health checks.</summary>
public sealed class HealthFunctions(Pipeline pipeline)
{
    [Function(nameof(GetLiveness))]
    public Task<IResult> GetLiveness(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/live")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(GetReadiness))]
    public Task<IResult> GetReadiness(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/ready")]
        HttpRequest request) =>
        pipeline.Answer(request);
}

using Enterprise.Functions.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Enterprise.Functions.Http;

/// <summary>Changes that a consumer could not handle.</summary>
public sealed class DeadLetterFunctions(Pipeline pipeline)
{
    [Function(nameof(ListDeadLetters))]
    public Task<IResult> ListDeadLetters(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "dead-letters")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(ReplayDeadLetter))]
    public Task<IResult> ReplayDeadLetter(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "dead-letters/{consumer}/{change_id}/replay")]
        HttpRequest request) =>
        pipeline.Answer(request);
}

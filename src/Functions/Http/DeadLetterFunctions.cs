using Enterprise.Functions.Hosting;
using Enterprise.Functions.Workflows;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Enterprise.Functions.Http;

/// <summary>Changes that a consumer could not handle.</summary>
public sealed class DeadLetterFunctions(Pipeline pipeline, DurableProcesses driver)
{
    [Function(nameof(ListDeadLetters))]
    public Task<IResult> ListDeadLetters(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "dead-letters")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(ReplayDeadLetter))]
    public Task<IResult> ReplayDeadLetter(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "dead-letters/{consumer}/{change_id}/replay")]
        HttpRequest request,
        [DurableClient] DurableTaskClient client)
    {
        // The consumer may wake a process.
        driver.Attach(client);
        return pipeline.Answer(request);
    }
}

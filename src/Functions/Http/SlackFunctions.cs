using Enterprise.Functions.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Enterprise.Functions.Http;

/// <summary>Actions of users in Slack.</summary>
public sealed class SlackFunctions(Pipeline pipeline)
{
    [Function(nameof(TakeSlackAction))]
    public Task<IResult> TakeSlackAction(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "integrations/slack/actions")]
        HttpRequest request) =>
        pipeline.Answer(request);
}

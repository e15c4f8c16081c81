using Enterprise.Functions.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Enterprise.Functions.Http;

/// <summary>
/// Whatever no other trigger takes: the documentation with its parts, and the problem documents for unknown paths,
/// unreadable ids and methods that are not allowed, which the host would answer in its own way.
/// </summary>
public sealed class UnmatchedFunctions(Pipeline pipeline)
{
    /// <summary>The host tries routes in the order of their functions' names, so that this name has to be the last.</summary>
    [Function(nameof(ZWhateverElse))]
    public Task<IResult> ZWhateverElse(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "post", "put", "patch", "delete", "options", Route = "{*path}")]
        HttpRequest request) => pipeline.Answer(request);
}

using Enterprise.Functions.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Enterprise.Functions.Http;

/// <summary>
/// Requests that match no other trigger: the documentation, and problem responses for unknown paths, unreadable ids and
/// methods that are not allowed, which the host would answer in its own format.
/// </summary>
public sealed class UnmatchedFunctions(Pipeline pipeline)
{
    /// <summary>The host tries routes in order of function names, so this name must be the last.</summary>
    [Function(nameof(ZWhateverElse))]
    public Task<IResult> ZWhateverElse(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "get",
            "head",
            "post",
            "put",
            "patch",
            "delete",
            "options",
            Route = "{*path}")]
        HttpRequest request) =>
        pipeline.Answer(request);
}

using Enterprise.Functions.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Enterprise.Functions.Http;

/// <summary>API tokens.</summary>
public sealed class TokenFunctions(Pipeline pipeline)
{
    [Function(nameof(CreateToken))]
    public Task<IResult> CreateToken(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "users/{id:long}/tokens")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(ListTokens))]
    public Task<IResult> ListTokens(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "users/{id:long}/tokens")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(GetToken))]
    public Task<IResult> GetToken(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "users/{id:long}/tokens/{token_id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(RevokeToken))]
    public Task<IResult> RevokeToken(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "users/{id:long}/tokens/{token_id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);
}

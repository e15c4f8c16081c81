using Enterprise.Functions.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Enterprise.Functions.Http;

/// <summary>Reviews of projects.</summary>
public sealed class ReviewFunctions(Pipeline pipeline)
{
    [Function(nameof(ListDueReviews))]
    public Task<IResult> ListDueReviews(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "reviews")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(CreateReview))]
    public Task<IResult> CreateReview(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "projects/{id:long}/reviews")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(ListReviews))]
    public Task<IResult> ListReviews(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "projects/{id:long}/reviews")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(GetReview))]
    public Task<IResult> GetReview(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "projects/{id:long}/reviews/{review_id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);
}

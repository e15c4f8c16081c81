using Enterprise.Api.Authentication;
using Enterprise.Api.Lists;
using Enterprise.Api.Requests;
using Enterprise.Api.Responses;
using Enterprise.Core.Reviews;
using Enterprise.Core.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Enterprise.Api.Reviews;

internal static class ReviewEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/reviews/", ListDueReviews).WithTags("Reviews").WithBreakGlass().WithListQuery(DueReviews.List)
            .WithSummary("Lists the projects whose review is due or overdue, or has the given status or date.");
        var group = routes.MapGroup("/projects/{id:long}/reviews").WithTags("Reviews").WithBreakGlass();
        group.MapPost("/", CreateReview).WithBody<NewReview>().WithIdempotencyKey()
            .WithSummary("Completes a project's review and sets the due date of the next one.");
        group.MapGet("/", ListReviews).WithListQuery(ReviewDocuments.List)
            .WithSummary("Lists a project's completed reviews.");
        group.MapGet("/{review_id:long}", GetReview).WithItemQuery(ReviewDocuments.List)
            .WithSummary("Returns a completed review.");
    }

    private static async Task<PageResult<DueReview>> ListDueReviews(
        HttpContext http,
        ReviewService reviews,
        CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(http, DueReviews.List);
        return new PageResult<DueReview>(await reviews.ListDue(http.Call(), query.Page, cancellationToken), query);
    }

    private static async Task<CreatedDocumentResult<Review>> CreateReview(
        HttpContext http,
        long id,
        ReviewService reviews,
        CancellationToken cancellationToken)
    {
        var (fields, key) = await RequestBody.ReadNew<NewReview>(http);
        var review = await reviews.Complete(http.Call(), id, fields, key, cancellationToken);
        return new CreatedDocumentResult<Review>(
            review,
            $"/projects/{Ids.Text(id)}/reviews/{Ids.Text(review.Value.Id)}");
    }

    private static async Task<PageResult<Review>> ListReviews(
        HttpContext http,
        long id,
        ReviewService reviews,
        CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(http, ReviewDocuments.List);
        return new PageResult<Review>(await reviews.List(http.Call(), id, query.Page, cancellationToken), query);
    }

    private static async Task<DocumentResult<Review>> GetReview(
        HttpContext http,
        long id,
        [FromRoute(Name = "review_id")] long reviewId,
        ReviewService reviews,
        CancellationToken cancellationToken)
    {
        var shape = ItemQuery.Shape(http, ReviewDocuments.List);
        var review = await reviews.Get(http.Call(), id, reviewId, cancellationToken);
        return new DocumentResult<Review>(review, shape);
    }
}

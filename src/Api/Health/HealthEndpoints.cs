using System.Text.Json.Serialization;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Enterprise.Api.Health;

internal static class HealthEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/health").WithTags("Health").AllowAnonymous();
        group.MapGet("/live", GetLiveness)
            .WithSummary("Answers 200 while the process runs.");
        group.MapGet("/ready", GetReadiness)
            .WithSummary("Answers 200 while the store is available, and 503 otherwise.");
    }

    private static Ok<HealthStatus> GetLiveness() => TypedResults.Ok(new HealthStatus("live"));

    /// <summary>An unavailable store throws, which is answered with a 503.</summary>
    private static async Task<Ok<HealthStatus>> GetReadiness(IDocumentStore store, CancellationToken cancellationToken)
    {
        await store.Get(UserDocuments.Type, UserDocuments.Key(1), cancellationToken);
        return TypedResults.Ok(new HealthStatus("ready"));
    }
}

/// <summary>The health of the process.</summary>
/// <param name="Status"><c>live</c> or <c>ready</c>.</param>
internal sealed record HealthStatus(string Status);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HealthStatus))]
internal sealed partial class HealthJson : JsonSerializerContext;

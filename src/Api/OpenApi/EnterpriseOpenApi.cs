using System.Text.Json;
using Enterprise.Api.Lists;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Enterprise.Api.OpenApi;

/// <summary>The API's description, OpenAPI 3.1, and the page that shows it.</summary>
internal static class EnterpriseOpenApi
{
    private const string DocumentName = "v1";

    internal static IServiceCollection AddEnterpriseOpenApi(this IServiceCollection services) =>
        services.AddOpenApi(DocumentName, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.CreateSchemaReferenceId = type => type.Type switch
            {
                { IsGenericType: true } page when page.GetGenericTypeDefinition() == typeof(Page<>) =>
                    $"{page.GetGenericArguments()[0].Name}Page",
                var free when (Nullable.GetUnderlyingType(free) ?? free) == typeof(JsonElement) => null,
                _ => OpenApiOptions.CreateDefaultSchemaReferenceId(type),
            };
            options.AddDocumentTransformer<DocumentTransformer>();
            options.AddDocumentTransformer<ComponentTransformer>();
            options.AddOperationTransformer<OperationTransformer>();
            options.AddSchemaTransformer<SchemaTransformer>();
        });

    internal static void MapEnterpriseOpenApi(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous()
            .Add(endpoint => endpoint.RequestDelegate = new DescriptionCache(endpoint.RequestDelegate!).Invoke);
        routes.MapScalarApiReference("/docs", options => options
            .WithTitle("Enterprise API")
            .WithOpenApiRoutePattern("/openapi/{documentName}.json"))
            .AllowAnonymous();
    }
}

using System.Reflection;
using Enterprise.Api;
using Enterprise.Core;
using Enterprise.Core.Entities;
using Enterprise.Core.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Parity.Tests;

/// <summary>The endpoints of the API, as HTTP triggers.</summary>
internal static class ApiTable
{
    /// <summary>The operations, without the endpoints of the documentation, whose handlers are not ours.</summary>
    internal static async Task<IReadOnlyList<HttpTrigger>> Read()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new IdAllocation(1));
        builder.Services.AddSingleton<IDocumentStore>(
            _ => throw new InvalidOperationException("Nothing is called here."));
        builder.Services.AddEnterpriseCore();
        builder.Services.AddEnterpriseApi(builder.Configuration.GetSection("Enterprise"));
        await using var app = builder.Build();
        app.MapEnterpriseApi();
        return
        [
            .. ((IEndpointRouteBuilder)app).DataSources
                .SelectMany(source => source.Endpoints)
                .OfType<RouteEndpoint>()
                .Where(IsOperation)
                .Select(Trigger),
        ];
    }

    private static bool IsOperation(RouteEndpoint endpoint) =>
        Handler(endpoint)?.DeclaringType?.Assembly == typeof(EnterpriseApi).Assembly;

    private static HttpTrigger Trigger(RouteEndpoint endpoint) => new(
        endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? Handler(endpoint)!.Name,
        string.Join(
            ' ',
            endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Order(StringComparer.Ordinal)),
        endpoint.RoutePattern.RawText!.Trim('/'));

    private static MethodInfo? Handler(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<MethodInfo>();
}

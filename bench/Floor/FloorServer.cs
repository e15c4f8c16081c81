using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Enterprise.Bench.Floor;

/// <summary>
/// The baseline: the least code with which ASP.NET Core and SQLite serve rows, without access rules, validation or
/// model. Its speed on a machine is what the host's is compared with there.
/// </summary>
internal static class FloorServer
{
    public static async Task Run(FloorDatabase database, string url, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        await using var server = builder.Build();

        server.MapGet("/health/ready", (RequestDelegate)(_ => Task.CompletedTask));
        server.MapGet("/rows/{id:long}", context => Read(database, context));
        server.MapPost("/rows", context => Insert(database, context));
        await server.StartAsync(cancellationToken);
        await server.WaitForShutdownAsync(cancellationToken);
    }

    private static Task Read(FloorDatabase database, HttpContext context)
    {
        var id = long.Parse((string)context.Request.RouteValues["id"]!, null);
        if (database.Read(id) is not { } body)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        return Answer(context, body);
    }

    private static async Task Insert(FloorDatabase database, HttpContext context)
    {
        if (context.Request.ContentLength is not ({ } length and <= 1_000_000))
        {
            context.Response.StatusCode = StatusCodes.Status411LengthRequired;
            return;
        }

        var body = new byte[length];
        await context.Request.Body.ReadExactlyAsync(body, context.RequestAborted);
        var id = await database.Insert(body, context.RequestAborted);

        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = $"/rows/{id}";
        await Answer(context, body);
    }

    private static Task Answer(HttpContext context, byte[] body)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, 0, body.Length);
    }
}

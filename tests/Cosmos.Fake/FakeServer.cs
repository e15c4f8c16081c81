using Enterprise.Cosmos.Fake.Protocol;

namespace Enterprise.Cosmos.Fake;

/// <summary>Serves a fake account over plain HTTP, for clients in other processes.</summary>
public static class FakeServer
{
    private const string Address = "http://127.0.0.1:8081";

    /// <summary>The server, not yet started; <c>--urls</c> says where it listens.</summary>
    public static WebApplication Build(FakeCosmos cosmos, params string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        if (builder.Configuration["urls"] is null)
            builder.WebHost.UseUrls(Address);
        var app = builder.Build();
        app.Run(context => Answer(cosmos, context));
        return app;
    }

    private static async Task Answer(FakeCosmos cosmos, HttpContext context)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var answer = cosmos.Answer(Request(context.Request, body.ToArray()));
        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
            context.Response.Headers[name] = value;
        if (answer.Body.Length > 0)
            await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    private static GatewayRequest Request(HttpRequest request, byte[] body) => new(
        request.Method,
        new Uri($"{request.Scheme}://{request.Host}"),
        Uri.UnescapeDataString(request.Path).Trim('/'),
        request.Headers.ToDictionary(
            header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
        body);
}

using Enterprise.Cosmos.Fake;
using Enterprise.Cosmos.Fake.Protocol;

// For a host on a developer's machine where no emulator is at hand: AccountEndpoint=http://localhost:8081/ with any key.
var builder = WebApplication.CreateSlimBuilder(args);
if (builder.Configuration["urls"] is null)
    builder.WebHost.UseUrls("http://127.0.0.1:8081");
var app = builder.Build();
var cosmos = new FakeCosmos();
app.Run(async context =>
{
    var request = context.Request;
    var body = new MemoryStream();
    await request.Body.CopyToAsync(body, context.RequestAborted);
    var answer = cosmos.Answer(new GatewayRequest(
        request.Method,
        new Uri($"{request.Scheme}://{request.Host}"),
        Uri.UnescapeDataString(request.Path).Trim('/'),
        request.Headers.ToDictionary(
            header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
        body.ToArray()));
    context.Response.StatusCode = answer.Status;
    foreach (var (name, value) in answer.Headers)
        context.Response.Headers[name] = value;
    if (answer.Body.Length > 0)
        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
});
await app.RunAsync();

using System.Diagnostics;
using Enterprise.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Enterprise.Functions.Hosting;

/// <summary>
/// The pipeline of the API, the same as in every host, built once. HTTP triggers only match the routes and pass the
/// request on.
/// </summary>
public sealed class Pipeline
{
    private readonly RequestDelegate _answer;

    public Pipeline(IServiceProvider services)
    {
        var app = new ApplicationBuilder(services);
        app.UseTrustedProxies();
        app.UseEnterpriseApi(beforeCalls => beforeCalls.UseMiddleware<FirstStartMiddleware>());
        _answer = app.Build();
    }

    /// <summary>Answers a request; the result tells the worker that the response is already written.</summary>
    public async Task<IResult> Answer(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var http = request.HttpContext;

        // The worker's routing has set its trigger as the endpoint; the API's routing starts without one.
        http.SetEndpoint(null);
        request.RouteValues = new RouteValueDictionary();

        // A function does not run in the context of its request, so the request's trace is restored here.
        Activity.Current ??= http.Features.Get<IHttpActivityFeature>()?.Activity;
        await _answer(http);
        return Results.Empty;
    }
}

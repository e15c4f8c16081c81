using System.Diagnostics;
using Enterprise.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Enterprise.Functions.Hosting;

/// <summary>
/// The API's pipeline, the same as in every host, built once. HTTP triggers only wake the worker for their routes and
/// hand the request over.
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

    /// <summary>Answers a request; the result tells the worker that nothing is left to be written.</summary>
    public async Task<IResult> Answer(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var http = request.HttpContext;

        // The worker's routing has matched its trigger; the API's own starts afresh.
        http.SetEndpoint(null);
        request.RouteValues = new RouteValueDictionary();

        // A function does not run where its request came in, so that the request's trace has to be carried over.
        Activity.Current ??= http.Features.Get<IHttpActivityFeature>()?.Activity;
        await _answer(http);
        return Results.Empty;
    }
}

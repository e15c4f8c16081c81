using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Enterprise.Functions.Hosting;

/// <summary>Makes calls wait for the first start, except for the documentation and the health checks.</summary>
internal sealed class FirstStartMiddleware(RequestDelegate next, FirstStart start)
{
    public async Task Invoke(HttpContext http)
    {
        if (http.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
            await start.Ensure(http.RequestAborted);
        await next(http);
    }
}

using Microsoft.AspNetCore.Http;

namespace Enterprise.Api.OpenApi;

/// <summary>
/// Keeps what an endpoint answers. The description is the same for everybody and as long as the process runs, and
/// anybody may ask for it: it is made once.
/// </summary>
internal sealed class CachedResponse(RequestDelegate make)
{
    private Entry? _entry;

    internal async Task Invoke(HttpContext http)
    {
        var entry = _entry is { } known && known.Path.Equals(http.Request.Path) ? known : await Make(http);
        if (entry is null)
            return;
        http.Response.ContentType = entry.ContentType;
        http.Response.ContentLength = entry.Body.Length;
        await http.Response.Body.WriteAsync(entry.Body, http.RequestAborted);
    }

    /// <summary>Answers by the endpoint itself; null, and nothing is kept, unless it answers 200.</summary>
    private async Task<Entry?> Make(HttpContext http)
    {
        var body = http.Response.Body;
        using var buffer = new MemoryStream();
        http.Response.Body = buffer;
        try
        {
            await make(http);
        }
        finally
        {
            http.Response.Body = body;
        }

        if (http.Response.StatusCode == StatusCodes.Status200OK)
            return _entry = new Entry(http.Request.Path, http.Response.ContentType, buffer.ToArray());

        // There is no such description; what is said of it is the pipeline's.
        http.Response.ContentType = null;
        http.Response.ContentLength = null;
        return null;
    }

    private sealed record Entry(PathString Path, string? ContentType, byte[] Body);
}

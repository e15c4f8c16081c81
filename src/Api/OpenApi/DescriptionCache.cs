using Microsoft.AspNetCore.Http;

namespace Enterprise.Api.OpenApi;

/// <summary>
/// Caches the response of an endpoint: the description is the same for every caller and for the life of the process,
/// and anonymous callers may request it.
/// </summary>
internal sealed class DescriptionCache(RequestDelegate make)
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

    /// <summary>The response of the endpoint itself; null, and not cached, unless it is a 200.</summary>
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

        // There is no such document: the problem middleware writes the body.
        http.Response.ContentType = null;
        http.Response.ContentLength = null;
        return null;
    }

    private sealed record Entry(PathString Path, string? ContentType, byte[] Body);
}

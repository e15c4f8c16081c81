using System.Buffers;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Enterprise.Api.Authentication;
using Enterprise.Api.Requests;
using Enterprise.Api.Responses;
using Enterprise.Core.Listing;
using Enterprise.Core.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Api.Lists;

/// <summary>A page of a list, for the API's description.</summary>
/// <param name="Items">The items.</param>
/// <param name="NextLink">The next page; absent on the last.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? NextLink);

/// <summary>A page of a list; unless a shape is asked for, the items are written as they are stored.</summary>
internal sealed class PageResult<T>(ListPage<T> page, ListQuery query) : IResult, IEndpointMetadataProvider
    where T : class
{
    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => builder.Metadata.Add(
        new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(Page<T>), [RequestBody.Json]));

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext http)
    {
        CallFeature.RequireDecision(http);
        var store = http.RequestServices.GetRequiredService<IDocumentStore>();
        var shaper = new ShapeWriter(store, query.Shape);
        var items = new ReadOnlyMemory<byte>[page.Items.Count];
        for (var i = 0; i < items.Length; i++)
            items[i] = await shaper.Write(page.Items[i].Json, http.RequestAborted);

        var end = "]}"u8.ToArray();
        if (page.Next is { } position)
        {
            var link = query.NextLink(position);
            http.Response.Headers.Link = $"<{link}>; rel=\"next\"";
            var text = JsonEncodedText.Encode(link, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
            end = Encoding.UTF8.GetBytes($"],\"next_link\":\"{text}\"}}");
        }

        http.Response.ContentType = RequestBody.Json;
        http.Response.ContentLength = "{\"items\":["u8.Length
            + items.Sum(item => (long)item.Length)
            + Math.Max(0, items.Length - 1)
            + end.Length;
        var output = http.Response.BodyWriter;
        output.Write("{\"items\":["u8);
        for (var i = 0; i < items.Length; i++)
        {
            if (i > 0)
                output.Write(","u8);
            output.Write(items[i].Span);
        }

        output.Write(end);
        await output.FlushAsync(http.RequestAborted);
    }
}

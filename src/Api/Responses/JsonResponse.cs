using System.Text.Json;
using Enterprise.Api.Requests;
using Enterprise.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Enterprise.Api.Responses;

/// <summary>Responses of JSON: how results declare them, and how they write them.</summary>
internal static class JsonResponse
{
    /// <summary>Declares that the endpoint answers a value of this type with this status.</summary>
    internal static void Declare<T>(EndpointBuilder builder, int status) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(T), [RequestBody.Json]));

    internal static async Task Write(HttpContext http, int status, ReadOnlyMemory<byte> json)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = RequestBody.Json;
        http.Response.ContentLength = json.Length;
        await http.Response.BodyWriter.WriteAsync(json, http.RequestAborted);
    }

    internal static Task WriteValue<T>(HttpContext http, int status, T value)
    {
        var type = CoreServices.Json.GetTypeInfo(typeof(T));
        return Write(http, status, JsonSerializer.SerializeToUtf8Bytes(value, type));
    }
}

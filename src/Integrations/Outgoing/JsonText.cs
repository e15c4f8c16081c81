using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Enterprise.Integrations.Outgoing;

/// <summary>JSON for other services: text is not escaped, so that it stays within their limits.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions _options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal static HttpContent Content(JsonNode json)
    {
        var content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(json.ToJsonString(_options)));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        return content;
    }
}

using System.Net;

namespace Enterprise.Cosmos.Fake.Protocol;

/// <summary>Answers the SDK's requests in the process, through <c>CosmosClientOptions.HttpClientFactory</c>.</summary>
internal sealed class GatewayHandler(FakeCosmos cosmos) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var uri = request.RequestUri!;
        var headers = request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? [])
            .ToDictionary(
                header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase);
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var answer = cosmos.Answer(new GatewayRequest(
            request.Method.Method,
            new Uri(uri.GetLeftPart(UriPartial.Authority)),
            Uri.UnescapeDataString(uri.AbsolutePath).Trim('/'),
            headers,
            body));

        var response = new HttpResponseMessage((HttpStatusCode)answer.Status)
        {
            RequestMessage = request,
            Content = new ByteArrayContent(answer.Body.ToArray()),
        };
        foreach (var (name, value) in answer.Headers)
            response.Headers.TryAddWithoutValidation(name, value);
        return response;
    }
}

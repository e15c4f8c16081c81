using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Enterprise.Bench.Drive;

/// <summary>Sends single requests, each on a connection of its own, and parses the responses as JSON.</summary>
internal sealed class JsonClient(Uri server, string? token)
{
    /// <summary>The status of a GET; null where there is no response.</summary>
    public int? TryStatus(string path)
    {
        try
        {
            using var connection = new Connection(server);
            return Send(connection, new("GET", path), id: 0);
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return null;
        }
    }

    /// <summary>The JSON of a response; any other status than a success ends the bench.</summary>
    public JsonElement Json(ScenarioRequest request, long id = 0)
    {
        using var connection = new Connection(server);
        var status = Send(connection, request, id);
        var body = connection.IsChunked ? Chunks.Decode(connection.Body) : connection.Body.ToArray();
        if (status is < 200 or > 299)
        {
            throw new BenchException(
                $"{request.Method} {request.Path} ({id}) -> {status} {Encoding.UTF8.GetString(body)}");
        }

        return JsonElement.Parse(body);
    }

    private int Send(Connection connection, ScenarioRequest request, long id)
    {
        var template = new RequestTemplate(request, server, token);
        var buffer = new byte[template.MostBytes];
        return connection.Exchange(buffer.AsSpan(0, template.Render(buffer, id, DateTime.UtcNow.Ticks)));
    }
}

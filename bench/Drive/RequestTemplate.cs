using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Enterprise.Bench.Drive;

/// <summary>
/// A request rendered except for its placeholders, so that the driver only copies bytes to send one: on a small machine
/// the driver's processor time is taken from the server that it measures.
/// </summary>
internal sealed class RequestTemplate
{
    /// <summary>In a path: one of the scenario's ids.</summary>
    public const string Id = "{id}";

    /// <summary>Anywhere: a text of fixed width that no other request has.</summary>
    public const string Unique = "{unique}";

    private const int UniqueDigits = 16;
    private const int MostDigits = 20;

    private readonly IReadOnlyList<(byte[] Literal, string Slot)> _parts;

    public RequestTemplate(ScenarioRequest request, Uri server, string? token)
    {
        _parts = Split(Head(request, server, token) + request.Body);
        MostBytes = _parts.Sum(part => part.Literal.Length + MostDigits);
        UsesIds = request.Path.Contains(Id, StringComparison.Ordinal);
    }

    /// <summary>The size of a buffer that holds any request of this template.</summary>
    public int MostBytes { get; }

    /// <summary>Whether the path holds <see cref="Id"/>.</summary>
    public bool UsesIds { get; }

    /// <summary>Writes the request.</summary>
    /// <returns>Its length.</returns>
    public int Render(Span<byte> buffer, long id, long unique)
    {
        var length = 0;
        foreach (var (literal, slot) in _parts)
        {
            literal.CopyTo(buffer[length..]);
            length += literal.Length;
            var written = 0;
            if (ReferenceEquals(slot, Id))
                Utf8Formatter.TryFormat(id, buffer[length..], out written);
            else if (ReferenceEquals(slot, Unique))
                Utf8Formatter.TryFormat(unique, buffer[length..], out written, new('x', UniqueDigits));
            length += written;
        }

        return length;
    }

    private static string Head(ScenarioRequest request, Uri server, string? token)
    {
        if (request.Body?.Contains(Id, StringComparison.Ordinal) == true)
            throw new BenchException($"{Id} belongs into a path: in a body it would change the body's length.");
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"{request.Method} {request.Path} HTTP/1.1\r\n");
        head.Append(CultureInfo.InvariantCulture, $"Host: {server.Authority}\r\n");
        head.Append("User-Agent: enterprise-bench\r\nAccept: application/json\r\n");
        if (token is not null)
            head.Append(CultureInfo.InvariantCulture, $"Authorization: Bearer {token}\r\n");
        if (request.Body is { } body)
        {
            var length = Encoding.UTF8.GetByteCount(body.Replace(
                Unique, new string('0', UniqueDigits), StringComparison.Ordinal));
            head.Append("Content-Type: application/json\r\n");
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {length}\r\n");
        }

        return head.Append("\r\n").ToString();
    }

    private static List<(byte[] Literal, string Slot)> Split(string text)
    {
        var parts = new List<(byte[], string)>();
        var rest = text;
        while (NextSlot(rest) is var (start, slot))
        {
            parts.Add((Encoding.UTF8.GetBytes(rest[..start]), slot));
            rest = rest[(start + slot.Length)..];
        }

        parts.Add((Encoding.UTF8.GetBytes(rest), ""));
        return parts;
    }

    private static (int Start, string Slot)? NextSlot(string text)
    {
        var (id, unique) = (text.IndexOf(Id, StringComparison.Ordinal), text.IndexOf(Unique, StringComparison.Ordinal));
        if (unique < 0 && id < 0)
            return null;
        return unique < 0 || (id >= 0 && id < unique) ? (id, Id) : (unique, Unique);
    }
}

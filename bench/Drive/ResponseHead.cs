using System.Buffers.Text;
using System.Text;

namespace Enterprise.Bench.Drive;

/// <summary>What the driver needs of a response's head: the status, and the length of the body.</summary>
internal readonly record struct ResponseHead(int Status, int ContentLength, bool IsChunked)
{
    private const int StatusStart = 9;

    /// <summary>Where the body starts; negative while the head isn't complete.</summary>
    public static int FindEnd(ReadOnlySpan<byte> received)
    {
        var end = received.IndexOf("\r\n\r\n"u8);
        return end < 0 ? end : end + 4;
    }

    public static ResponseHead Parse(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(head.Slice(StatusStart, 3), out int status, out _))
            throw new IOException("The server's response is not HTTP/1.1.");

        int? length = null;
        var isChunked = false;
        for (var rest = head; rest.Length > 0; rest = rest[(rest.IndexOf("\r\n"u8) + 2)..])
        {
            var line = rest[..rest.IndexOf("\r\n"u8)];
            if (Value(line, "Content-Length:"u8, out var value) && Utf8Parser.TryParse(value, out int number, out _))
                length = number;
            else if (Value(line, "Transfer-Encoding:"u8, out value))
                isChunked = Ascii.EqualsIgnoreCase(value, "chunked"u8);
        }

        if (length is null && !isChunked && status is not (204 or 304))
            throw new IOException("The server's response does not say how long it is.");
        return new(status, length ?? 0, isChunked);
    }

    private static bool Value(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var isIt = line.Length > name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name);
        value = isIt ? line[name.Length..].Trim((byte)' ') : default;
        return isIt;
    }
}

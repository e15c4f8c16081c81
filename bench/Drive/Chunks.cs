using System.Buffers.Text;

namespace Enterprise.Bench.Drive;

/// <summary>The chunked transfer coding (RFC 9112, section 7.1), as far as Kestrel uses it.</summary>
internal static class Chunks
{
    /// <summary>The size in a chunk's first line.</summary>
    public static int Size(ReadOnlySpan<byte> line) =>
        Utf8Parser.TryParse(line, out int size, out var used, 'x') && used == line.Length
            ? size
            : throw new IOException("The server's response has a chunk of unknown size.");

    /// <summary>The body without the coding.</summary>
    public static byte[] Decode(ReadOnlySpan<byte> coded)
    {
        var body = new List<byte>(coded.Length);
        while (true)
        {
            var line = coded.IndexOf("\r\n"u8);
            var size = Size(coded[..line]);
            if (size == 0)
                return [.. body];
            body.AddRange(coded.Slice(line + 2, size));
            coded = coded[(line + 2 + size + 2)..];
        }
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Enterprise.Core.Auditing;

/// <summary>
/// Version 7 UUIDs (RFC 9562, section 5.7) that carry their time to a fraction of a microsecond: the twelve bits behind
/// the version hold the part below the millisecond (section 6.2, method 3). The ids of an entity's changes then sort as
/// the changes do, and no index on their times is needed.
/// </summary>
internal static class ChangeId
{
    private const int Bytes = 16;

    internal static string Create(DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        RandomNumberGenerator.Fill(bytes);
        var ticks = time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        var (milliseconds, rest) = Math.DivRem(ticks, TimeSpan.TicksPerMillisecond);
        var fraction = (rest << 12) / TimeSpan.TicksPerMillisecond;
        BinaryPrimitives.WriteInt64BigEndian(bytes, (milliseconds << 16) | 0x7000 | fraction);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}

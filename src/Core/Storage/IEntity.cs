using System.Globalization;

namespace Enterprise.Core.Storage;

/// <summary>What every entity has.</summary>
public interface IEntity
{
    /// <summary>Unique among its kind, positive, at most 2^53 - 1.</summary>
    long Id { get; }

    /// <summary>When it was created.</summary>
    DateTimeOffset CreatedAt { get; }

    /// <summary>When it was last changed; grows with every change.</summary>
    DateTimeOffset UpdatedAt { get; }
}

/// <summary>Ids as the text that documents and partitions are named by.</summary>
public static class Ids
{
    /// <summary>
    /// The largest id: the largest integer that every JSON reader holds exactly (RFC 8259, section 6).
    /// </summary>
    public const long Largest = (1L << 53) - 1;

    public static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace Enterprise.Sqlite.Layout;

/// <summary>
/// The version of a document: the number of its row, and of the row's write. Row numbers are never reused, so a
/// document that is deleted and created again never has a version that a caller may still hold.
/// </summary>
internal readonly record struct RowVersion(long Sequence, long Writes)
{
    internal RowVersion Next => this with { Writes = Writes + 1 };

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Sequence}-{Writes}");
}

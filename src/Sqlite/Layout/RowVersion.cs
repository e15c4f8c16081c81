using System.Globalization;

namespace Enterprise.Sqlite.Layout;

/// <summary>
/// The version of a document: which row, and which write of it. Rows are never numbered twice, so a document that is
/// deleted and created again can't come to a version that somebody still holds.
/// </summary>
internal readonly record struct RowVersion(long Sequence, long Writes)
{
    internal RowVersion Next => this with { Writes = Writes + 1 };

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Sequence}-{Writes}");
}

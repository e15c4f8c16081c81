using Enterprise.Core.Storage;

namespace Enterprise.Cosmos.Items;

/// <summary>
/// Tells a conflict with somebody else's write from one with our own. When an answer is lost on its way, the SDK may
/// send a batch again (it does after a broken connection, in the hope of another region), and the second attempt
/// conflicts with what the first one wrote. Every item therefore carries the random token of the commit that wrote it
/// last, and a commit that conflicts looks whether the token that it finds is its own. A conflict is rare, so that the
/// read costs little.
/// </summary>
/// <remarks>
/// What remains: a commit of nothing but deletions leaves no item to look at, and one of nothing but replacements whose
/// items were all replaced again in between is not recognised. Both then report a conflict, which the caller resolves
/// by reading again. Every commit of ours with a change in it, an item that nobody ever replaces, is recognised.
/// </remarks>
internal static class LostAnswer
{
    // No item has it, so that a write that expects it conflicts, as it must: the item has moved on.
    private const string Superseded = "superseded";

    /// <summary>The commit's result if it did happen; null if the conflict is real.</summary>
    internal static async ValueTask<CommitResult?> Find(
        Commit commit, string token, Func<DocumentWrite, ValueTask<Item?>> read)
    {
        // Insertions first: the longer an item stays untouched, the better a witness it is.
        var witness = commit.Writes.FirstOrDefault(write => write.Kind == WriteKind.Create)
            ?? commit.Writes.FirstOrDefault(write => write.Kind == WriteKind.Replace);
        if (witness is null || (await read(witness))?.Commit != token)
            return null;

        var versions = new List<string>(commit.Writes.Count);
        foreach (var write in commit.Writes)
            versions.Add(write.Kind == WriteKind.Delete ? "" : Version(await read(write), token));
        return CommitResult.Done(versions);
    }

    private static string Version(Item? item, string token) =>
        item is { } found && found.Commit == token ? found.ETag! : Superseded;
}

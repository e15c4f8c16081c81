using Enterprise.Core.Storage;

namespace Enterprise.Cosmos.Items;

/// <summary>
/// Makes a retried commit idempotent: distinguishes a conflict with another commit from one with its own first attempt.
/// When a response is lost, the SDK may send a batch again (it does after a broken connection, to another region), and
/// the second attempt conflicts with what the first one wrote. Every item therefore has the random token of the commit
/// that wrote it last, and a commit that conflicts reads whether that is its own. Conflicts are rare, so the read costs
/// little.
/// </summary>
/// <remarks>
/// Not recognised are a commit of deletions only, which leaves no item to read, and one of replacements only whose
/// items were all replaced again meanwhile. Both report a conflict, which the caller resolves by reading again. Every
/// commit with a change in it, an item that is never replaced, is recognised.
/// </remarks>
internal static class CommitRetry
{
    // No item has this version, so that a later write that expects it conflicts: the item was replaced meanwhile.
    private const string Superseded = "superseded";

    /// <summary>The result of the commit's first attempt if that succeeded; null if the conflict is real.</summary>
    internal static async ValueTask<CommitResult?> FindFirstResult(
        Commit commit, string token, Func<DocumentWrite, ValueTask<Item?>> read)
    {
        // Preferably an inserted item: it is replaced again less soon than one that was replaced.
        var written = commit.Writes.FirstOrDefault(write => write.Kind == WriteKind.Create)
            ?? commit.Writes.FirstOrDefault(write => write.Kind == WriteKind.Replace);
        if (written is null || (await read(written))?.Commit != token)
            return null;

        var versions = new List<string>(commit.Writes.Count);
        foreach (var write in commit.Writes)
            versions.Add(write.Kind == WriteKind.Delete ? "" : Version(await read(write), token));
        return CommitResult.Done(versions);
    }

    private static string Version(Item? item, string token) =>
        item is { } found && found.Commit == token ? found.ETag! : Superseded;
}

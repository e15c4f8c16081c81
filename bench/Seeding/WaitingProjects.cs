using Enterprise.Core.Entities;
using Enterprise.Core.Projects;
using Enterprise.Core.Storage;

namespace Enterprise.Bench.Seeding;

/// <summary>Writes copies of projects that wait for approval, by the product's own store.</summary>
internal static class WaitingProjects
{
    private const int BatchSize = 250;

    /// <summary>Writes copies.</summary>
    /// <param name="store">The store.</param>
    /// <param name="count">Their number.</param>
    /// <param name="make">Creates one, given its number and its ids.</param>
    /// <param name="onProgress">Called with the number written so far; null to have the copies returned.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <returns>The copies, or none with <paramref name="onProgress"/>.</returns>
    public static async Task<IReadOnlyList<WaitingProject>> Write(
        IDocumentStore store,
        int count,
        Func<int, (long Project, long Approval), WaitingProject> make,
        Action<int>? onProgress,
        CancellationToken cancellationToken)
    {
        // Blocks from the counters, so that later ids are different ones.
        var ids = new IdAllocator(store, new IdAllocation(count));
        var firstProject = await ids.Next(ProjectDocuments.Type.Kind, cancellationToken);
        var firstApproval = await ids.Next("approval", cancellationToken);
        var written = new List<WaitingProject>();
        foreach (var numbers in Enumerable.Range(0, count).Chunk(BatchSize))
        {
            var batch = Array.ConvertAll(
                numbers, number => make(number, (firstProject + number, firstApproval + number)));
            await Task.WhenAll(batch.Select(item => item.Write(store, cancellationToken)));
            if (onProgress is null)
                written.AddRange(batch);
            onProgress?.Invoke(numbers[^1] + 1);
        }

        return written;
    }
}

using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Entities;
using Enterprise.Core.Projects;
using Enterprise.Core.Storage;

namespace Enterprise.Bench.Seeding;

/// <summary>Writes copies of projects that wait, by the product's own store.</summary>
internal static class WaitingProjects
{
    private const int BatchSize = 250;

    /// <summary>Writes so many copies; answers them, unless they are only counted.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="count">How many.</param>
    /// <param name="make">Makes one, given its number and its ids.</param>
    /// <param name="told">Is told how many are written; null to have them answered.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static async Task<IReadOnlyList<WaitingProject>> Write(
        IDocumentStore store,
        int count,
        Func<int, (long Project, long Approval), WaitingProject> make,
        Action<int>? told,
        CancellationToken cancellationToken)
    {
        // Blocks from the counters, so that the ids of what is created later don't meet these.
        var ids = new IdAllocator(store, new IdAllocation(count));
        var firstProject = await ids.Next(ProjectDocuments.Type.Kind, cancellationToken);
        var firstApproval = await ids.Next("approval", cancellationToken);
        var written = new List<WaitingProject>();
        foreach (var numbers in Enumerable.Range(0, count).Chunk(BatchSize))
        {
            var batch = Array.ConvertAll(
                numbers, number => make(number, (firstProject + number, firstApproval + number)));
            await Task.WhenAll(batch.Select(item => item.Write(store, cancellationToken)));
            if (told is null)
                written.AddRange(batch);
            told?.Invoke(numbers[^1] + 1);
        }

        return written;
    }
}

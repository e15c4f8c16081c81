using Enterprise.Bench.Load;
using Enterprise.Core;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Storage;
using Enterprise.Sqlite;
using Spectre.Console;

namespace Enterprise.Bench.Seeding;

/// <summary>
/// Fills a data directory with processes: half of them pending approvals, half scheduled reviews, one of each for each
/// project.
/// </summary>
internal sealed class ProcessSeeder(Servers servers, IAnsiConsole console)
{
    private const string AdministratorToken = "bench-administrator-0123456789abcdef0123456789abcdef";

    /// <summary>
    /// When they fall due: after any run, since a data set is cached. The product itself checks a pending approval once
    /// a day, which has no effect on how many there can be.
    /// </summary>
    private static readonly DateTimeOffset Beginning = new(2090, 1, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Span = TimeSpan.FromDays(300);

    /// <summary>The data set with this number of processes.</summary>
    public Seed<ProcessContent> Of(int processes) => new(
        $"processes-{processes}",
        BenchJson.Default.ProcessContent,
        (data, cancellationToken) => Fill(data, processes, cancellationToken));

    private async Task<ProcessContent> Fill(string data, int processes, CancellationToken cancellationToken)
    {
        var approvers = await CreateApprovers(data, cancellationToken);
        using var store = SqliteDocumentStore.Open(
            new SqliteStoreOptions(data), CoreServices.DocumentTypes, TimeProvider.System);
        var samples = new List<WaitingProject>();
        foreach (var project in approvers.TeamProjects.Prepend(approvers.ContestedProject))
        {
            samples.Add(await WaitingProject.Read(store, project, cancellationToken));
            await Postpone(store, samples[^1].RemindingAt(Beginning).Approval, cancellationToken);
        }

        await console.Progress().StartAsync(async context =>
        {
            var task = context.AddTask($"Filling in {processes:N0} processes", maxValue: processes / 2);
            await WaitingProjects.Write(
                store,
                processes / 2,
                (number, ids) => Make(
                    samples[1 + (number % (samples.Count - 1))].Copy(ids.Project, ids.Approval), ids.Project),
                made => task.Value = made,
                cancellationToken);
        });
        await store.Optimize(cancellationToken);
        return new()
        {
            Processes = processes,
            ApproverTokens = approvers.Tokens,
            ContestedProject = approvers.ContestedProject,
        };
    }

    private static WaitingProject Make(WaitingProject copy, long projectId)
    {
        var random = new Random((int)(projectId & int.MaxValue));
        var review = Beginning + (random.NextDouble() * Span);
        return copy
            .RemindingAt(Beginning + (random.NextDouble() * Span))
            .ReviewedAt(review, DateOnly.FromDateTime(review.UtcDateTime));
    }

    private async Task<SeedApprovers> CreateApprovers(string data, CancellationToken cancellationToken)
    {
        await using var host = await servers.StartHost("seed", data, cancellationToken, AdministratorToken);
        return SeedApprovers.Create(host.Url, AdministratorToken);
    }

    /// <summary>
    /// Postpones an approval that was made over the API, which would be due when the data set is used.
    /// </summary>
    private static async Task Postpone(IDocumentStore store, Approval approval, CancellationToken cancellationToken)
    {
        var key = ApprovalDocuments.Key(approval.ProjectId, approval.Id);
        var current = await store.Get(ApprovalDocuments.Type, key, cancellationToken);
        var commit = new Commit(Container.Projects, key.Partition)
            .Replace(ApprovalDocuments.Type, key.Id, approval, current!.Version);
        if (!(await store.Commit(commit, cancellationToken)).Succeeded)
            throw new BenchException($"The approval {approval.Id} was changed meanwhile.");
    }
}

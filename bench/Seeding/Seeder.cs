using System.Net;
using Enterprise.Bench.Load;
using Enterprise.Core;
using Enterprise.Core.Access;
using Enterprise.Core.Auditing;
using Enterprise.Core.AuditTrail;
using Enterprise.Core.Entities;
using Enterprise.Core.Projects;
using Enterprise.Core.Storage;
using Enterprise.Sqlite;
using Spectre.Console;

namespace Enterprise.Bench.Seeding;

/// <summary>
/// Fills a data directory: the people over the API, the projects and their trails by the product's own store and audit
/// trail, many at once, because a hundred thousand requests would take too long.
/// </summary>
internal sealed class Seeder(Servers servers, IAnsiConsole console)
{
    private const int BatchSize = 200;
    private const string AdministratorToken = "bench-administrator-0123456789abcdef0123456789abcdef";

    /// <summary>The data set of a size.</summary>
    public Seed<SeedContent> Of(SeedSize size) => new(
        $"{size.Projects}-{size.Entries}",
        BenchJson.Default.SeedContent,
        (data, cancellationToken) => Fill(data, size, cancellationToken));

    private async Task<SeedContent> Fill(string data, SeedSize size, CancellationToken cancellationToken)
    {
        var people = await CreatePeople(data, cancellationToken);
        using var store = SqliteDocumentStore.Open(
            new SqliteStoreOptions(data), CoreServices.DocumentTypes, TimeProvider.System);
        var firstId = await ReserveIds(store, size.Projects, cancellationToken);
        var trail = new AuditTrailConsumer(store);
        var projects = new SeedProjects(people);
        var own = new List<long>();
        await console.Progress().StartAsync(async context =>
        {
            var task = context.AddTask($"Filling in {size.Projects:N0} projects", maxValue: size.Projects);
            var made = 0;
            foreach (var numbers in Enumerable.Range(0, size.Projects).Chunk(BatchSize))
            {
                var batch = Array.ConvertAll(numbers, number => projects.Make(
                    firstId + number, EntriesOf(number, size), (double)number / size.Projects));
                await Write(store, trail, batch, cancellationToken);
                own.AddRange(batch.Select(item => item.Project).Where(IsSeenBy(people)).Select(project => project.Id));
                made += batch.Length;
                task.Value = made;
            }
        });
        await store.Optimize(cancellationToken);
        return new()
        {
            Projects = size.Projects,
            Entries = size.Entries,
            ManagerId = people.ManagerId,
            ManagerToken = people.ManagerToken,
            TeamId = people.ManagersTeamId,
            OwnProjects = own,
        };
    }

    private async Task<SeedPeople> CreatePeople(string data, CancellationToken cancellationToken)
    {
        await using var host = await servers.StartHost("seed", data, cancellationToken, AdministratorToken);
        return SeedPeople.Create(host.Url, AdministratorToken);
    }

    /// <summary>Takes a block from the counter, so that later ids are different ones.</summary>
    private static ValueTask<long> ReserveIds(IDocumentStore store, int count, CancellationToken cancellationToken) =>
        new IdAllocator(store, new IdAllocation(count)).Next(ProjectDocuments.Type.Kind, cancellationToken);

    /// <summary>The number of entries, distributed evenly; every project has at least that of its creation.</summary>
    private static int EntriesOf(int number, SeedSize size)
    {
        var share = (long)size.Entries * (number + 1) / size.Projects;
        return Math.Max(1, (int)(share - ((long)size.Entries * number / size.Projects)));
    }

    private static async Task Write(
        IDocumentStore store,
        AuditTrailConsumer trail,
        IReadOnlyList<SeedProject> batch,
        CancellationToken cancellationToken)
    {
        await Task.WhenAll(batch.Select(async item =>
        {
            var key = ProjectDocuments.Key(item.Project.Id);
            var commit = new Commit(Container.Projects, key.Partition)
                .Create(ProjectDocuments.Type, key.Id, item.Project);
            if (!(await store.Commit(commit, cancellationToken)).Succeeded)
                throw new BenchException($"The project {item.Project.Id} exists already.");
        }));
        await trail.Handle([.. batch.SelectMany(item => item.Changes)], cancellationToken);
    }

    private static Func<Project, bool> IsSeenBy(SeedPeople people)
    {
        var caller = new Caller(
            people.ManagerId,
            Role.Manager,
            DefaultClearance.Of(Role.Manager),
            people.ManagerEmail[(people.ManagerEmail.IndexOf('@', StringComparison.Ordinal) + 1)..],
            new HashSet<long> { people.ManagersTeamId });
        var call = new Call(caller, new Origin(people.ManagerId, IPAddress.Loopback, null, null));
        return project => ProjectAccess.Decide(call, ProjectPermissions.ReadTrail, project) == Verdict.Allowed;
    }
}

using System.Text.Json;
using Enterprise.Core.Access;
using Enterprise.Core.Auditing;
using Enterprise.Core.Projects;

namespace Enterprise.Bench.Seeding;

/// <summary>A project and its history.</summary>
/// <param name="Project">As it is now.</param>
/// <param name="Changes">Its creation and the changes since, oldest first.</param>
internal sealed record SeedProject(Project Project, IReadOnlyList<Change> Changes);

/// <summary>
/// Generates projects, the same for the same id, with a realistic distribution of values, so that filters and access
/// rules match some of them.
/// </summary>
internal sealed class SeedProjects(SeedPeople people)
{
    private static readonly DateTimeOffset Beginning = new(2025, 1, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Span = TimeSpan.FromDays(300);
    private static readonly string[] Departments =
        ["Engineering", "Sales", "Finance", "Legal", "Operations", "Marketing", "Support", "Research"];

    private static readonly string[] Units = ["Digital Products", "Retail", "Logistics", "Platform", "Insurance"];
    private static readonly string[] Languages = ["TypeScript", "C#", "Java", "Python", "Go", "Rust"];
    private static readonly string[] Products = ["Portal", "Ledger", "Gateway", "Assistant", "Catalogue", "Planner"];

    // A value that is listed twice is twice as frequent.
    private static readonly ProjectStatus[] Statuses =
    [
        ProjectStatus.Active,
        ProjectStatus.Active,
        ProjectStatus.Active,
        ProjectStatus.Paused,
        ProjectStatus.Completed,
    ];

    private static readonly Priority[] Priorities =
        [Priority.Low, Priority.Medium, Priority.Medium, Priority.High, Priority.High, Priority.Critical];

    private static readonly SecurityLevel[] Levels =
    [
        SecurityLevel.Public,
        SecurityLevel.Internal,
        SecurityLevel.Internal,
        SecurityLevel.Confidential,
        SecurityLevel.Restricted,
    ];

    private static readonly string[][] Domains =
        [[], [], [], [], [], [], [], [], ["company.com"], ["partner.example"]];

    private readonly Project _sample = JsonSerializer.Deserialize(
        SampleProject.Json("sample", people.ManagerId, people.ManagersTeamId), ProjectsJson.Default.Project)!;

    /// <summary>Generates a project.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="changes">The number of changes in its history, including its creation.</param>
    /// <param name="progress">
    /// From 0 to 1, when in the year it was created: ids grow with time, as in production. Histories in random order
    /// would write to pages all over the indexes, and take ten times as long.
    /// </param>
    public SeedProject Make(long id, int changes, double progress)
    {
        var random = new Random((int)(id & int.MaxValue));
        var created = Beginning + (progress * Span) + TimeSpan.FromMinutes(random.Next(60));
        var project = _sample with
        {
            Id = id,
            Name = $"{Pick(random, Units)} {Pick(random, Products)} {id}",
            OwnerId = Pick(random, people.UserIds),
            TeamId = Pick(random, people.TeamIds),
            Department = Pick(random, Departments),
            BusinessUnit = Pick(random, Units),
            CostCenter = $"CC-{random.Next(100):000}",
            Status = Pick(random, Statuses),
            Priority = Pick(random, Priorities),
            SecurityLevel = Pick(random, Levels),
            Visibility = Pick(random, Visibility.Public, Visibility.Team, Visibility.Team, Visibility.Private),
            AllowedDomains = Pick(random, Domains),
            AllowedIps = random.Next(50) == 0 ? ["10.0.0.0/8"] : [],
            PrimaryLanguage = Pick(random, Languages),
            BudgetAllocated = 1000 * random.Next(10, 1000),
            CreatedBy = people.ManagerId,
            CreatedAt = created,
            UpdatedAt = created,
        };
        var history = new List<Change>(changes) { Creation(project) };
        for (var i = 1; i < changes; i++)
        {
            var (next, change) = Update(project, random);
            history.Add(change);
            project = next;
        }

        return new(project, history);
    }

    private static Change Creation(Project project) => Describe(project, "project.created") with
    {
        NewValues = JsonSerializer.SerializeToElement(project, ProjectsJson.Default.Project),
    };

    private static (Project Project, Change Change) Update(Project project, Random random)
    {
        var next = project with
        {
            BudgetAllocated = project.BudgetAllocated + (1000 * random.Next(1, 20)),
            ActualCost = (project.ActualCost ?? 0) + random.Next(100, 5000),
            UpdatedAt = project.UpdatedAt + TimeSpan.FromMinutes(random.Next(5, 20 * 60)),
        };
        return (next, Describe(next, "project.updated") with { OldValues = Costs(project), NewValues = Costs(next) });
    }

    private static JsonElement Costs(Project project) => JsonElement.Parse(FormattableString.Invariant(
        $$"""{"budget_allocated":{{project.BudgetAllocated}},"actual_cost":{{project.ActualCost ?? 0}}}"""));

    private static Change Describe(Project project, string action) => new()
    {
        Id = Guid.CreateVersion7(project.UpdatedAt).ToString(),
        Action = action,
        EntityType = "project",
        EntityId = project.Id,
        ProjectId = project.Id,
        UserId = project.CreatedBy,
        OccurredAt = project.UpdatedAt,
        IpAddress = "127.0.0.1",
        UserAgent = "enterprise-bench",
        RequestId = Guid.NewGuid().ToString("N"),
    };

    private static T Pick<T>(Random random, params IReadOnlyList<T> values) => values[random.Next(values.Count)];
}

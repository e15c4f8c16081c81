using System.Text.Json;
using Enterprise.Core.Access;
using Enterprise.Core.Auditing;
using Enterprise.Core.Projects;

namespace Enterprise.Bench.Seeding;

/// <summary>A project and how it came to be what it is.</summary>
/// <param name="Project">As it is now.</param>
/// <param name="Changes">Its creation and what was changed since, oldest first.</param>
internal sealed record SeedProject(Project Project, IReadOnlyList<Change> Changes);

/// <summary>
/// Makes up projects: the same for the same id, mixed as an organisation's are, so that a filter finds some, the rules
/// of access hide some, and neither is all or nothing.
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

    // What is named twice is twice as common.
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

    /// <summary>Makes up a project.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="changes">How many changes its history has, with its creation.</param>
    /// <param name="progress">
    /// From 0 to 1, when in the year it was created: ids grow with time, as they do in earnest. Histories in any other
    /// order would be written all over the indexes, and take ten times as long.
    /// </param>
    public SeedProject Make(long id, int changes, double progress)
    {
        var chance = new Random((int)(id & int.MaxValue));
        var created = Beginning + (progress * Span) + TimeSpan.FromMinutes(chance.Next(60));
        var project = _sample with
        {
            Id = id,
            Name = $"{Pick(chance, Units)} {Pick(chance, Products)} {id}",
            OwnerId = Pick(chance, people.UserIds),
            TeamId = Pick(chance, people.TeamIds),
            Department = Pick(chance, Departments),
            BusinessUnit = Pick(chance, Units),
            CostCenter = $"CC-{chance.Next(100):000}",
            Status = Pick(chance, Statuses),
            Priority = Pick(chance, Priorities),
            SecurityLevel = Pick(chance, Levels),
            Visibility = Pick(chance, Visibility.Public, Visibility.Team, Visibility.Team, Visibility.Private),
            AllowedDomains = Pick(chance, Domains),
            AllowedIps = chance.Next(50) == 0 ? ["10.0.0.0/8"] : [],
            PrimaryLanguage = Pick(chance, Languages),
            BudgetAllocated = 1000 * chance.Next(10, 1000),
            CreatedBy = people.ManagerId,
            CreatedAt = created,
            UpdatedAt = created,
        };
        var history = new List<Change>(changes) { Creation(project) };
        for (var i = 1; i < changes; i++)
        {
            var (next, change) = Update(project, chance);
            history.Add(change);
            project = next;
        }

        return new(project, history);
    }

    private static Change Creation(Project project) => Describe(project, "project.created") with
    {
        NewValues = JsonSerializer.SerializeToElement(project, ProjectsJson.Default.Project),
    };

    private static (Project Project, Change Change) Update(Project project, Random chance)
    {
        var next = project with
        {
            BudgetAllocated = project.BudgetAllocated + (1000 * chance.Next(1, 20)),
            ActualCost = (project.ActualCost ?? 0) + chance.Next(100, 5000),
            UpdatedAt = project.UpdatedAt + TimeSpan.FromMinutes(chance.Next(5, 20 * 60)),
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

    private static T Pick<T>(Random chance, params IReadOnlyList<T> values) => values[chance.Next(values.Count)];
}

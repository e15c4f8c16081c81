using System.Text.Json;
using Enterprise.Bench.Drive;
using Enterprise.Bench.Processes;
using Enterprise.Bench.Seeding;

namespace Enterprise.Bench.Load;

/// <summary>Looks at what the host answers before its speed is measured: an empty page is a fast page.</summary>
internal static class Plausibility
{
    private const int PageSize = 25;
    private const int ProjectsForFullPages = 10_000;

    public static void Check(ServerProcess host, SeedContent seed)
    {
        var fetch = new Fetch(host.Url, seed.ManagerToken);
        var project = seed.OwnProjects[^1];
        foreach (var scenario in LoadScenarios.OfHost(seed))
        {
            foreach (var request in scenario.Requests)
                Check(scenario.Name, request, fetch.Json(request, project), project, seed);
        }
    }

    private static void Check(
        string scenario, ScenarioRequest request, JsonElement answer, long project, SeedContent seed)
    {
        var (isRight, expected) = scenario switch
        {
            LoadScenarios.GetOne => (answer.GetProperty("id").GetInt64() == project, $"project {project}"),
            LoadScenarios.Create or LoadScenarios.CreateByFew => (answer.GetProperty("id").GetInt64() > 0, "the new project"),
            LoadScenarios.Page or LoadScenarios.SortedPage => (
                Items(answer) == PageSize || seed.Projects < ProjectsForFullPages,
                "25 projects"),
            _ => (Items(answer) > 0, "the project's audit entries"),
        };
        if (!isRight)
            throw new BenchException($"{request.Method} {request.Path} was not answered with {expected}: {answer}");
    }

    private static int Items(JsonElement answer) => answer.GetProperty("items").GetArrayLength();
}

using System.Text.Json;
using Enterprise.Bench.Drive;
using Enterprise.Bench.Processes;
using Enterprise.Bench.Seeding;

namespace Enterprise.Bench.Load;

/// <summary>Checks the host's responses before their speed is measured: an empty page is a fast page.</summary>
internal static class ResponseCheck
{
    private const int PageSize = 25;
    private const int ProjectsForFullPages = 10_000;

    public static void Check(ServerProcess host, SeedContent seed)
    {
        var client = new JsonClient(host.Url, seed.ManagerToken);
        var project = seed.OwnProjects[^1];
        foreach (var scenario in LoadScenarios.OfHost(seed))
        {
            foreach (var request in scenario.Requests)
                Check(scenario.Name, request, client.Json(request, project), project, seed);
        }
    }

    private static void Check(
        string scenario, ScenarioRequest request, JsonElement response, long project, SeedContent seed)
    {
        var (isExpected, expected) = scenario switch
        {
            LoadScenarios.GetOne => (response.GetProperty("id").GetInt64() == project, $"project {project}"),
            LoadScenarios.Create or LoadScenarios.CreateByFew =>
                (response.GetProperty("id").GetInt64() > 0, "the new project"),
            LoadScenarios.Page or LoadScenarios.SortedPage => (
                Items(response) == PageSize || seed.Projects < ProjectsForFullPages,
                "25 projects"),
            _ => (Items(response) > 0, "the project's audit entries"),
        };
        if (!isExpected)
            throw new BenchException($"{request.Method} {request.Path} did not return {expected}: {response}");
    }

    private static int Items(JsonElement response) => response.GetProperty("items").GetArrayLength();
}

using System.Text.Json.Nodes;
using Enterprise.Standalone.Tests.Processes;

namespace Enterprise.Standalone.Tests;

/// <summary>The host on a Cosmos DB account instead of a database of its own.</summary>
public sealed class CosmosTests : IAsyncLifetime
{
    private CosmosWorkspace _workspace = null!;

    public async ValueTask InitializeAsync() => _workspace = await CosmosWorkspace.Open();

    public ValueTask DisposeAsync() => _workspace.DisposeAsync();

    [Fact]
    public async Task Host_that_was_killed_continues_where_it_was()
    {
        string token;
        var created = new List<JsonObject>();
        await using (var first = await _workspace.Start())
        {
            token = first.Token!;
            Assert.Equal($"Cosmos DB at {_workspace.Address}", first.Announced("Data"));
            created.Add(await first.Client.Create("/projects/", new { name = "Atlas" }));
            await UntilInTrail(first.Client, created);
            created.Add(await first.Client.Create("/projects/", new { name = "Boreas" }));
            await first.Process.Kill();
        }

        await using var second = await _workspace.Start();
        Assert.Null(second.Token);
        using var client = second.ClientWith(token);
        created.Add(await client.Create("/projects/", new { name = "Ceres" }));

        await UntilInTrail(client, created);
        await Verify(client, created);
        (await second.Stop()).ExpectedSuccess();
    }

    [Fact]
    public async Task Two_hosts_started_on_an_empty_account_share_its_work()
    {
        var hosts = await Task.WhenAll(_workspace.Start(), _workspace.Start());
        await using var one = hosts[0];
        await using var other = hosts[1];
        var token = Assert.Single(hosts.Select(host => host.Token).OfType<string>());
        using var client = one.ClientWith(token);
        using var otherClient = other.ClientWith(token);
        Assert.Equal("admin@company.com", (string?)(await otherClient.Read("/me"))["email"]);

        var created = await Task.WhenAll(Enumerable.Range(0, 20).Select(index =>
            (index % 2 == 0 ? client : otherClient).Create("/projects/", new { name = $"Project {index}" })));
        Assert.Equal(20, created.Select(project => (long)project["id"]!).Distinct().Count());
        await UntilInTrail(client, created);

        // From now on the other host processes the changes of all partitions.
        await one.Process.Kill();
        var later = await Task.WhenAll(Enumerable.Range(20, 10).Select(index =>
            otherClient.Create("/projects/", new { name = $"Project {index}" })));
        await UntilInTrail(otherClient, later);
        await Verify(otherClient, [.. created, .. later]);
    }

    [Fact]
    public async Task Commands_work_on_the_account_of_a_running_host()
    {
        await using var host = await _workspace.Start();

        var issued = await StandaloneProcess.Run(_workspace.Command("token", "create"));
        var verified = await StandaloneProcess.Run(_workspace.Command("audit", "verify"));

        issued.ExpectedSuccess();
        using var client = host.ClientWith(Assert.Single(issued.Output));
        Assert.Equal(200, await client.Status("/me"));
        verified.ExpectedSuccess();
        Assert.EndsWith("valid", verified.Output[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_setting_of_the_account_is_named()
    {
        var line = (await StandaloneProcess.Run(_workspace.Unconfigured())).ExpectedFailure();
        Assert.Contains(
            "Set Cosmos to a connection string, or Cosmos__accountEndpoint.", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unreachable_account_is_named()
    {
        var options = _workspace.Command("--urls", Workspace.AnyPort)
            .With("Cosmos", "AccountEndpoint=http://127.0.0.1:1/;AccountKey=ZW50ZXJwcmlzZQ==");
        var line = (await StandaloneProcess.Run(options)).ExpectedFailure();
        Assert.Contains("http://127.0.0.1:1/", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("token", "create")]
    [InlineData("audit", "verify")]
    public async Task Account_without_containers_is_refused_and_not_changed(params string[] command)
    {
        for (var again = 0; again < 2; again++)
        {
            var line = (await StandaloneProcess.Run(_workspace.Command(command))).ExpectedFailure();
            Assert.Contains("There is no container audit.", line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Data_directory_for_an_account_is_refused()
    {
        var line = (await StandaloneProcess.Run(_workspace.Command("--data", "somewhere"))).ExpectedFailure();
        Assert.Contains("--data is for --store sqlite", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_store_is_refused()
    {
        var finished = await StandaloneProcess.Run(new StartOptions(Path.GetTempPath(), "--store", "paper"));
        Assert.Equal(1, finished.ExitCode);
        Assert.Contains(finished.Errors, line => line.Contains("'paper'", StringComparison.Ordinal));
    }

    /// <summary>Each project is in the trail once, and every chain is valid.</summary>
    private static async Task Verify(HttpClient client, IReadOnlyCollection<JsonObject> projects)
    {
        var verification = await client.Read("/audit-logs/verify");
        Assert.True((bool)verification["valid"]!, verification.ToJsonString());
        var trail = (await client.Read("/audit-logs/?action=project.created&limit=200"))["items"]!.AsArray();
        Assert.Equal(
            projects.Select(project => (long)project["id"]!).Order(),
            trail.Select(entry => (long)entry!["entity_id"]!).Order());
    }

    /// <summary>Reads the trails of the projects, because reading the whole trail is itself a change.</summary>
    private static async Task UntilInTrail(HttpClient client, params IEnumerable<JsonObject> projects)
    {
        foreach (var project in projects)
        {
            await Waiting.Until($"{project["name"]} is in the trail", async () =>
            {
                var trail = (await client.Read($"/projects/{project["id"]}/audit-logs"))["items"]!.AsArray();
                return trail.Count > 0;
            });
        }
    }
}

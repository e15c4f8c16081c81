using System.Text.RegularExpressions;
using Enterprise.Standalone.Tests.Processes;

namespace Enterprise.Standalone.Tests;

public sealed class CommandTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("--help", "serve", "Serves the API")]
    [InlineData("--help", "token", "token create")]
    [InlineData("--help", "audit", "audit verify")]
    [InlineData("--help", "--urls", "Where to listen")]
    [InlineData("--help", "--data", "Where the database is")]
    [InlineData("token --help", "create", "Issues an API token")]
    [InlineData("token create --help", "--email", "The user's e-mail address")]
    [InlineData("audit --help", "verify", "Walks the hash chains")]
    public async Task Help_lists_commands_and_options_with_descriptions(
        string arguments, string name, string description)
    {
        var finished = await Run(arguments.Split(' '));
        finished.ExpectedSuccess();
        Assert.Contains(finished.Output, line =>
            Regex.IsMatch(line, $"^ +{Regex.Escape(name)} .*{Regex.Escape(description)}"));
    }

    [Theory]
    [InlineData("--nope")]
    [InlineData("nope")]
    [InlineData("token create --nope")]
    [InlineData("token create --expires-in-days soon")]
    public async Task Invalid_argument_is_named_with_exit_code_1(string arguments)
    {
        var words = arguments.Split(' ');
        var finished = await Run(words);
        Assert.Equal(1, finished.ExitCode);
        Assert.Contains(finished.Errors, line => line.Contains($"'{words[^1]}'", StringComparison.Ordinal));
        Assert.DoesNotContain(finished.Errors, line => line.StartsWith("   at ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("token", "create")]
    [InlineData("audit", "verify")]
    public async Task Command_without_a_database_fails_and_creates_none(params string[] command)
    {
        var line = (await StandaloneProcess.Run(_workspace.Command(command))).ExpectedFailure();
        Assert.Contains($"There is no database in {_workspace.Data}", line, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_workspace.Data));
    }

    [Fact]
    public async Task Created_token_is_the_only_output_and_authenticates_at_once()
    {
        await using var host = await _workspace.Start();

        var issued = await StandaloneProcess.Run(_workspace.Command("token", "create", "--name", "lost mine"));

        issued.ExpectedSuccess();
        var token = Assert.Single(issued.Output);
        Assert.Equal(token, Host.ShownToken(issued.Output));
        using var client = host.ClientWith(token);
        Assert.Equal("admin@company.com", (string?)(await client.Read("/me"))["email"]);
        var tokens = (await client.Read("/users/1/tokens"))["items"]!.AsArray();
        Assert.Contains(tokens, item => (string?)item!["name"] == "lost mine");
        Assert.DoesNotContain(token, tokens.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Created_token_is_in_the_audit_trail_of_the_running_host()
    {
        await using var host = await _workspace.Start();
        (await StandaloneProcess.Run(_workspace.Command("token", "create"))).ExpectedSuccess();

        await Waiting.Until("both tokens are in the trail", async () =>
        {
            var trail = await host.Client.Read("/audit-logs/?action=token.created");
            return trail["items"]!.AsArray().Count == 2;
        });
    }

    [Fact]
    public async Task Token_created_for_seven_days_expires_after_them()
    {
        await using var host = await _workspace.Start();
        var issued = await StandaloneProcess.Run(
            _workspace.Command("token", "create", "--name", "for a week", "--expires-in-days", "7"));
        issued.ExpectedSuccess();
        var tokens = (await host.Client.Read("/users/1/tokens"))["items"]!.AsArray();
        var token = Assert.Single(tokens, item => (string?)item!["name"] == "for a week")!;
        Assert.Equal(7, ((DateTimeOffset)token["expires_at"]! - (DateTimeOffset)token["created_at"]!).TotalDays, 0.01);
    }

    [Theory]
    [InlineData("--email nobody@example.com", "There is no user nobody@example.com.")]
    [InlineData("--expires-in-days 0", "--expires-in-days takes 1 to 36500.")]
    [InlineData("--email gone@example.com", "The user gone@example.com is not active.")]
    public async Task Token_that_cannot_be_issued_fails_with_one_line(string arguments, string expected)
    {
        await using (var host = await _workspace.Start())
        {
            await host.Client.Create("/users/", new { email = "gone@example.com", name = "Gone", is_active = false });
            (await host.Stop()).ExpectedSuccess();
        }

        var finished = await StandaloneProcess.Run(_workspace.Command(["token", "create", .. arguments.Split(' ')]));
        Assert.Equal($"enterprise: {expected}", finished.ExpectedFailure());
        Assert.Empty(finished.Output);
    }

    [Fact]
    public async Task Valid_audit_trail_is_verified_with_and_without_a_running_host()
    {
        await using (var host = await _workspace.Start())
        {
            await CreateProject(host);
            var beside = await StandaloneProcess.Run(_workspace.Command("audit", "verify"));
            beside.ExpectedSuccess();
            Assert.Matches("^[0-9,]+ entries in 2 chains: valid$", beside.Output[^1]);
            (await host.Stop()).ExpectedSuccess();
        }

        var alone = await StandaloneProcess.Run(_workspace.Command("audit", "verify"));
        alone.ExpectedSuccess();
        Assert.Matches("^[0-9,]+ entries in 2 chains: valid$", alone.Output[^1]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Modified_audit_trail_is_reported_as_broken(bool isHostRunning)
    {
        await using var host = await _workspace.Start();
        await CreateProject(host);
        if (!isHostRunning)
            (await host.Stop()).ExpectedSuccess();
        using (var connection = _workspace.Open())
        {
            connection.Run(
                "UPDATE audit_entry SET body = CAST(replace(CAST(body AS TEXT), 'Portal', 'Potral') AS BLOB) "
                + "WHERE f_action = 'project.created'");
        }

        var finished = await StandaloneProcess.Run(_workspace.Command("audit", "verify"));

        Assert.Equal("enterprise: The audit trail is broken.", finished.ExpectedFailure());
        Assert.Contains(finished.Output, line => line.EndsWith("2 chains: broken", StringComparison.Ordinal));
        Assert.Contains(finished.Output, line =>
            line.Contains("project:1", StringComparison.Ordinal)
            && line.Contains("The entry was changed.", StringComparison.Ordinal));
    }

    private async Task CreateProject(Host host)
    {
        await host.Client.Create("/projects/", new { name = "Portal" });
        await Waiting.Until("the project is in the trail", () =>
        {
            using var connection = _workspace.Open();
            return connection.Number("SELECT count(*) FROM audit_entry WHERE f_action = 'project.created'") == 1;
        });
    }

    private Task<Finished> Run(IReadOnlyList<string> arguments) =>
        StandaloneProcess.Run(new StartOptions(_workspace.Root, arguments));
}

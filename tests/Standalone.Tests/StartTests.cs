using System.Net;
using System.Text.Json.Nodes;
using Enterprise.Standalone.Tests.Processes;

namespace Enterprise.Standalone.Tests;

public sealed class StartTests : IDisposable
{
    private const string PresetToken = "a-preset-token-of-the-operator";

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task First_start_shows_locations_and_a_valid_token_and_the_second_shows_no_token()
    {
        string token;
        await using (var first = await _workspace.Start())
        {
            token = first.Token ?? throw new InvalidOperationException(first.Process.Everything);
            Assert.Equal(_workspace.Data, first.Announced("Data"));
            Assert.Equal(new Uri(first.Url, "docs").ToString(), first.Announced("Docs"));
            Assert.True(File.Exists(_workspace.Database));
            var me = await first.Client.Read("/me");
            Assert.Equal("admin@company.com", (string?)me["email"]);
            (await first.Stop()).ExpectedSuccess();
        }

        await using var second = await _workspace.Start();
        Assert.Null(second.Token);
        using var client = second.ClientWith(token);
        Assert.Equal(200, await client.Status("/me"));
        Assert.DoesNotContain(token, second.Process.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preset_token_is_used_on_the_first_start_never_shown_and_ignored_later()
    {
        await using (var first = await Host.Start(_workspace.Serve().With("ENTERPRISE_ADMIN_TOKEN", PresetToken)))
        {
            Assert.Null(first.Token);
            using var client = first.ClientWith(PresetToken);
            Assert.Equal(200, await client.Status("/me"));
            var finished = await first.Stop();
            finished.ExpectedSuccess();
            Assert.DoesNotContain(finished.Output, line => line.Contains(PresetToken, StringComparison.Ordinal));
        }

        const string other = "another-token-for-a-later-start";
        await using var second = await Host.Start(_workspace.Serve().With("ENTERPRISE_ADMIN_TOKEN", other));
        using var known = second.ClientWith(PresetToken);
        using var ignored = second.ClientWith(other);
        Assert.Equal(200, await known.Status("/me"));
        Assert.Equal(401, await ignored.Status("/me"));
    }

    [Theory]
    [InlineData("too-short")]
    [InlineData("long enough but with blanks")]
    public async Task Preset_token_that_is_too_weak_is_refused_before_anything_is_created(string token)
    {
        var finished = await StandaloneProcess.Run(_workspace.Serve().With("ENTERPRISE_ADMIN_TOKEN", token));
        var line = finished.ExpectedFailure();
        Assert.Contains("ENTERPRISE_ADMIN_TOKEN", line, StringComparison.Ordinal);
        Assert.DoesNotContain(token, line, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_workspace.Data));
    }

    [Fact]
    public async Task Health_docs_and_openapi_are_served_without_a_token()
    {
        await using var host = await _workspace.Start();
        using var anybody = host.ClientWith(token: null);
        Assert.Equal("live", (string?)(await anybody.Read("/health/live"))["status"]);
        Assert.Equal("ready", (string?)(await anybody.Read("/health/ready"))["status"]);
        var description = await anybody.Read("/openapi/v1.json");
        Assert.StartsWith("3.1", (string?)description["openapi"], StringComparison.Ordinal);
        using var docs = await anybody.GetAsync("/docs", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, docs.StatusCode);
        Assert.Equal("text/html", docs.Content.Headers.ContentType?.MediaType);
        Assert.Equal(401, await anybody.Status("/projects/"));
    }

    [Fact]
    public async Task Data_is_in_the_working_directory_by_default()
    {
        await using var host = await Host.Start(
            new StartOptions(_workspace.Root, "serve", "--urls", Workspace.AnyPort));
        Assert.Equal(_workspace.Data, host.Announced("Data"));
        Assert.True(File.Exists(_workspace.Database));
    }

    [Fact]
    public async Task Long_path_is_shown_without_line_breaks()
    {
        var directories = Enumerable.Repeat("a directory with a long name", 5);
        var deep = Path.Combine(_workspace.Root, string.Join('/', directories));
        await using var host = await Host.Start(
            new StartOptions(_workspace.Root, "--urls", Workspace.AnyPort, "--data", deep));
        Assert.Equal(deep, host.Announced("Data"));
    }

    [Fact]
    public async Task Urls_are_read_from_ASPNETCORE_URLS()
    {
        var options = _workspace.Command("serve").With("ASPNETCORE_URLS", Workspace.AnyPort);
        await using var host = await Host.Start(options);
        Assert.NotEqual(7071, host.Url.Port);
        JsonObject live = await host.Client.Read("/health/live");
        Assert.Equal("live", (string?)live["status"]);
    }
}

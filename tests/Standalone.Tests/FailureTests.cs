using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Enterprise.Standalone.Tests.Processes;

namespace Enterprise.Standalone.Tests;

/// <summary>Mistakes of an operator are reported in one line, with exit code 1.</summary>
public sealed class FailureTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Data_directory_that_is_a_file_is_refused()
    {
        await File.WriteAllTextAsync(_workspace.Data, "a file", TestContext.Current.CancellationToken);
        var line = (await StandaloneProcess.Run(_workspace.Serve())).ExpectedFailure();
        Assert.Contains($"{_workspace.Data} is a file", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_directory_below_a_file_is_refused()
    {
        await File.WriteAllTextAsync(_workspace.Data, "a file", TestContext.Current.CancellationToken);
        var below = Path.Combine(_workspace.Data, "below");
        var line = await Refusal("--urls", Workspace.AnyPort, "--data", below);
        Assert.Contains(below, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_directory_that_is_not_writable_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has directories that not even root can write.");
        var line = await Refusal("--urls", Workspace.AnyPort, "--data", "/proc/enterprise");
        Assert.Contains("/proc/enterprise", line, StringComparison.Ordinal);
        Assert.Contains("can't be opened for writing", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Database_that_is_a_directory_is_refused()
    {
        Directory.CreateDirectory(_workspace.Database);
        var line = (await StandaloneProcess.Run(_workspace.Serve())).ExpectedFailure();
        Assert.Contains(_workspace.Database, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_that_is_no_database_is_refused_and_not_changed()
    {
        Directory.CreateDirectory(_workspace.Data);
        var text = string.Concat(Enumerable.Repeat("Somebody's notes.\n", 100));
        await File.WriteAllTextAsync(_workspace.Database, text, TestContext.Current.CancellationToken);
        var line = (await StandaloneProcess.Run(_workspace.Serve())).ExpectedFailure();
        Assert.Contains("is not a database of Enterprise", line, StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(_workspace.Database, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Database_of_another_program_is_refused_and_not_changed()
    {
        Directory.CreateDirectory(_workspace.Data);
        using (var other = _workspace.Open())
            other.Run("CREATE TABLE note (text TEXT)");
        var line = (await StandaloneProcess.Run(_workspace.Serve())).ExpectedFailure();
        Assert.Contains("is not a database of Enterprise", line, StringComparison.Ordinal);
        using var connection = _workspace.Open();
        Assert.Equal(["note"], connection.Rows("SELECT name FROM sqlite_schema"));
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("token create")]
    [InlineData("audit verify")]
    public async Task Database_of_a_newer_release_is_refused(string command)
    {
        await using (var host = await _workspace.Start())
            (await host.Stop()).ExpectedSuccess();
        using (var connection = _workspace.Open())
            connection.Run("PRAGMA user_version = 99");
        var finished = await StandaloneProcess.Run(_workspace.Command(command.Split(' ')));
        Assert.Contains("newer release (format 99", finished.ExpectedFailure(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}", "127.0.0.1")]
    [InlineData("http://localhost:{0}", "127.0.0.1")]
    [InlineData("http://localhost:{0}", "::1")]
    public async Task Port_in_use_is_reported_and_the_shown_token_authenticates_after_a_later_start(
        string urls, string taken)
    {
        var address = IPAddress.Parse(taken);
        Assert.SkipUnless(
            address.AddressFamily == AddressFamily.InterNetwork || Socket.OSSupportsIPv6, "There is no IPv6.");
        using var listener = new TcpListener(address, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        var finished = await StandaloneProcess.Run(
            _workspace.Serve(string.Format(CultureInfo.InvariantCulture, urls, port)));

        var line = finished.ExpectedFailure();
        Assert.Contains(port, line, StringComparison.Ordinal);
        Assert.Contains("address already in use", line, StringComparison.Ordinal);
        var token = Host.ShownToken(finished.Output);
        Assert.NotNull(token);

        await using var host = await _workspace.Start();
        Assert.Null(host.Token);
        using var client = host.ClientWith(token);
        Assert.Equal(200, await client.Status("/me"));
    }

    [Fact]
    public async Task Address_of_another_machine_is_reported()
    {
        // RFC 5737 reserves this network for documentation: no machine has an address in it.
        var finished = await StandaloneProcess.Run(_workspace.Serve("http://203.0.113.1:7071"));
        var line = finished.ExpectedFailure();
        Assert.Contains("Can't listen on http://203.0.113.1:7071", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_certificate_is_reported()
    {
        // Without a home there is no developer certificate to fall back to.
        var options = _workspace.Serve("https://127.0.0.1:0")
            .With("HOME", _workspace.Root)
            .With("DOTNET_CLI_HOME", _workspace.Root);
        var line = (await StandaloneProcess.Run(options)).ExpectedFailure();
        Assert.Contains("certificate", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("localhost:7071")]
    [InlineData("http://")]
    [InlineData("http://localhost:99999")]
    [InlineData("http://[::1")]
    [InlineData("http://localhost:7071/api")]
    [InlineData("ftp://localhost:7071")]
    [InlineData("http://127.0.0.1:0;nonsense")]
    [InlineData(";")]
    public async Task Malformed_urls_are_refused_before_anything_is_created(string urls)
    {
        var line = (await StandaloneProcess.Run(_workspace.Serve(urls))).ExpectedFailure();
        Assert.Contains("--urls", line, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_workspace.Data));
    }

    [Theory]
    [InlineData("Enterprise__TrustedProxies__0", "the proxy", "Enterprise:TrustedProxies: the proxy is no network.")]
    [InlineData("Enterprise__Reviews__Cadence", "3", "Enterprise:Reviews:Cadence: there is no such setting.")]
    [InlineData("Enterprise__Outgoing__TimeoutSeconds", "soon", "Enterprise:Outgoing:TimeoutSeconds: soon is not ")]
    [InlineData("Enterprise__PublicUrl", "enterprise.test", "Enterprise:PublicUrl: enterprise.test is no URL.")]
    public async Task Invalid_setting_is_named_before_the_first_start_makes_an_administrator(
        string name, string value, string expected)
    {
        var finished = await StandaloneProcess.Run(_workspace.Serve().With(name, value));

        Assert.StartsWith($"enterprise: {expected}", finished.ExpectedFailure(), StringComparison.Ordinal);
        Assert.Null(Host.ShownToken(finished.Output));
    }

    [Fact]
    public async Task Settings_file_that_is_not_json_is_named()
    {
        var path = Path.Combine(_workspace.Root, "appsettings.json");
        await File.WriteAllTextAsync(path, "{ not json", TestContext.Current.CancellationToken);
        var line = (await StandaloneProcess.Run(_workspace.Serve())).ExpectedFailure();
        Assert.Contains(path, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Database_locked_by_another_process_is_reported()
    {
        await using (var host = await _workspace.Start())
            (await host.Stop()).ExpectedSuccess();
        using var connection = _workspace.Open();
        connection.Run("BEGIN EXCLUSIVE");

        // Issuing a token writes; a lock blocks writers only.
        var finished = await StandaloneProcess.Run(_workspace.Command("token", "create"));
        Assert.Contains("another process is writing", finished.ExpectedFailure(), StringComparison.Ordinal);
    }

    private async Task<string> Refusal(params IReadOnlyList<string> arguments) =>
        (await StandaloneProcess.Run(new StartOptions(_workspace.Root, arguments))).ExpectedFailure();
}

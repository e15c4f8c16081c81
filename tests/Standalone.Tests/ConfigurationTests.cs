using System.Text.Json;
using Enterprise.Standalone.Tests.Processes;

namespace Enterprise.Standalone.Tests;

/// <summary>
/// .NET configuration: appsettings.json beside the program, overridden by the one in the working directory, overridden
/// by the environment. Each test configures trusted proxies and reads the effect on the client's address.
/// </summary>
public sealed class ConfigurationTests : IDisposable
{
    private const string Loopback = "127.0.0.1/32";
    private const string Elsewhere = "192.0.2.0/24";
    private const string Client = "198.51.100.7";

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Forwarded_address_is_ignored_by_default() =>
        Assert.Equal("127.0.0.1", await AddressInTheTrail(_workspace.Serve()));

    [Fact]
    public async Task Setting_is_read_from_the_environment() => Assert.Equal(
        Client,
        await AddressInTheTrail(_workspace.Serve().With("Enterprise__TrustedProxies__0", Loopback)));

    [Fact]
    public async Task Setting_is_read_from_the_working_directory()
    {
        await Trust(_workspace.Root, Loopback);
        Assert.Equal(Client, await AddressInTheTrail(_workspace.Serve()));
    }

    [Fact]
    public async Task Environment_overrides_the_working_directory()
    {
        await Trust(_workspace.Root, Loopback);
        Assert.Equal(
            "127.0.0.1",
            await AddressInTheTrail(_workspace.Serve().With("Enterprise__TrustedProxies__0", Elsewhere)));
    }

    [Theory]
    [InlineData(null, Client)]
    [InlineData(Elsewhere, "127.0.0.1")]
    public async Task Setting_is_read_from_beside_the_program_and_overridden_by_the_working_directory(
        string? workingDirectory,
        string expected)
    {
        var installed = Install();
        await Trust(installed, Loopback);
        if (workingDirectory is not null)
            await Trust(_workspace.Root, workingDirectory);
        var options = _workspace.Serve() with { Assembly = Path.Combine(installed, Path.GetFileName(Build.Assembly)) };
        Assert.Equal(expected, await AddressInTheTrail(options));
    }

    /// <summary>A copy of the program, so that other tests do not read the settings file beside it.</summary>
    private string Install()
    {
        var target = Path.Combine(_workspace.Root, "installed");
        foreach (var file in Directory.EnumerateFiles(Build.Directory, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(Build.Directory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return target;
    }

    private static Task Trust(string directory, string network) => File.WriteAllTextAsync(
        Path.Combine(directory, "appsettings.json"),
        JsonSerializer.Serialize(new { Enterprise = new { TrustedProxies = new[] { network } } }),
        TestContext.Current.CancellationToken);

    private async Task<string> AddressInTheTrail(StartOptions options)
    {
        await using var host = await Host.Start(options);
        host.Client.DefaultRequestHeaders.Add("X-Forwarded-For", Client);
        await host.Client.Create("/projects/", new { name = "Behind a proxy" });
        using var connection = _workspace.Open();
        return Assert.Single(connection.Rows(
            "SELECT json_extract(CAST(body AS TEXT), '$.ip_address') FROM change WHERE f_entity_type = 'project'"));
    }
}

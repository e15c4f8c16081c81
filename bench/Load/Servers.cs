using System.Text.Json.Nodes;
using Enterprise.Bench.Processes;

namespace Enterprise.Bench.Load;

/// <summary>Builds and starts the servers of a run.</summary>
internal sealed class Servers(string runFolder, string hostFolder)
{
    private const string HostName = "Enterprise.Standalone";
    private static readonly TimeSpan PublishTime = TimeSpan.FromMinutes(5);

    private static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private static string BenchAssembly => typeof(Servers).Assembly.Location;

    /// <summary>Publishes this repository's standalone host.</summary>
    /// <returns>The folder.</returns>
    public static async Task<string> PublishHost(string runFolder, CancellationToken cancellationToken)
    {
        var project = Path.Combine(Repository.Root(), "src", "Standalone");
        if (!Directory.Exists(project))
            throw new BenchException($"There is no standalone host in {project}: give --host.");
        var folder = Path.Combine(runFolder, "host");
        await ChildProcess.Run(
            new(Dotnet, "publish", project, "-c", "Release", "-o", folder, "--nologo"),
            Path.Combine(runFolder, "publish.log"),
            PublishTime,
            cancellationToken);
        return folder;
    }

    /// <summary>This program with other arguments, in a process of its own.</summary>
    public static ProcessStart Bench(params IEnumerable<string> arguments) =>
        new(Dotnet, [BenchAssembly, .. arguments]);

    /// <summary>Starts the standalone host on a data directory.</summary>
    /// <param name="name">Its name in errors, and its log's.</param>
    /// <param name="data">The directory.</param>
    /// <param name="cancellationToken">Cancels the start and ends the host.</param>
    /// <param name="administratorToken">The first administrator's token, for a directory that is empty.</param>
    /// <param name="settings">Further environment variables.</param>
    public Task<ServerProcess> StartHost(
        string name,
        string data,
        CancellationToken cancellationToken,
        string? administratorToken = null,
        IReadOnlyDictionary<string, string?>? settings = null)
    {
        var native = Path.Combine(hostFolder, HostName + (OperatingSystem.IsWindows() ? ".exe" : ""));
        string[] program = File.Exists(native) ? [native] : [Dotnet, Path.Combine(hostFolder, HostName + ".dll")];
        return ServerProcess.Start(
            name,
            url => new(program[0], [.. program[1..], "--urls", AuthorityOf(url), "--data", data])
            {
                Environment = new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>())
                {
                    ["ASPNETCORE_ENVIRONMENT"] = "Production",
                    ["DOTNET_ENVIRONMENT"] = "Production",
                    ["ENTERPRISE_ADMIN_TOKEN"] = administratorToken,
                },
            },
            Path.Combine(runFolder, $"{name}.log"),
            cancellationToken);
    }

    public Task<ServerProcess> StartFloor(string data, int rows, CancellationToken cancellationToken)
    {
        const string Name = "floor";
        var settings = FloorRuntimeSettings();
        return ServerProcess.Start(
            Name,
            url => new(
                Dotnet, "exec", "--runtimeconfig", settings, BenchAssembly,
                "floor", "--urls", AuthorityOf(url), "--data", data, "--rows", $"{rows}", "--end-with-input"),
            Path.Combine(runFolder, $"{Name}.log"),
            cancellationToken);
    }

    private static string AuthorityOf(Uri url) => url.GetLeftPart(UriPartial.Authority);

    /// <summary>
    /// The floor runs with the runtime settings that the host is published with (garbage collector, compiler), so that
    /// the two differ only in their code.
    /// </summary>
    private string FloorRuntimeSettings()
    {
        var own = JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(BenchAssembly, ".runtimeconfig.json")))!;
        var host = Path.Combine(hostFolder, HostName + ".runtimeconfig.json");
        var properties = File.Exists(host)
            ? JsonNode.Parse(File.ReadAllText(host))?["runtimeOptions"]?["configProperties"]
            : null;
        if (properties is not null)
            own["runtimeOptions"]!["configProperties"] = properties.DeepClone();
        var file = Path.Combine(runFolder, "floor.runtimeconfig.json");
        File.WriteAllText(file, own.ToJsonString());
        return file;
    }
}

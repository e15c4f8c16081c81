using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using Enterprise.Bench.Load;
using Spectre.Console;

namespace Enterprise.Bench;

/// <summary>The options that all measurements of the host have, and their report.</summary>
internal static class RunOptions
{
    private static readonly Option<DirectoryInfo> Host = new Option<DirectoryInfo>("--host")
    {
        Description = "A published standalone host to measure; without it, this repository's is published.",
    }.AcceptExistingOnly();

    private static readonly Option<DirectoryInfo?> Folder = new("--folder")
    {
        Description = "The directory of the data, on the disk that is to be measured. By default artifacts/bench.",
    };

    private static readonly Option<FileInfo?> Json = new("--json")
    {
        Description = "Writes the report to this file too.",
    };

    private static readonly Option<bool> NoTargets = new("--no-targets")
    {
        Description = "Only measures: a missed target is shown, but is no failure.",
    };

    public static void AddTo(Command command)
    {
        foreach (var option in (Option[])[Host, Folder, Json, NoTargets])
            command.Options.Add(option);
    }

    public static string? HostOf(ParseResult arguments) => arguments.GetValue(Host)?.FullName;

    public static string FolderOf(ParseResult arguments) =>
        arguments.GetValue(Folder)?.FullName ?? Path.Combine(Repository.Root(), "artifacts", "bench");

    /// <summary>Measures, shows the report and writes it to the file of the options.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> Report<T>(
        ParseResult arguments,
        Func<IAnsiConsole, Task<T>> measure,
        Action<T, IAnsiConsole> write,
        JsonTypeInfo<T> type,
        Func<T, bool> passed)
    {
        // Before measuring, so that an invalid path fails at once.
        var file = arguments.GetValue(Json);
        file?.Directory?.Create();

        // Progress goes to the error stream, so that the output is the report only.
        var report = await measure(AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) }));
        write(report, AnsiConsole.Console);
        if (file is not null)
            BenchJson.Write(file.FullName, report, type);
        return passed(report) || arguments.GetValue(NoTargets) ? 0 : 1;
    }
}

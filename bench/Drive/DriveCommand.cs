using System.CommandLine;
using System.CommandLine.Parsing;
using Spectre.Console;

namespace Enterprise.Bench.Drive;

/// <summary><c>drive</c>: the load generator, as a process of its own.</summary>
internal static class DriveCommand
{
    public static Command Create()
    {
        var url = new Option<Uri>("--url")
        {
            Description = "The server to drive; it must be on this machine.",
            Required = true,
            CustomParser = Server,
        };
        var scenario = new Option<FileInfo>("--scenario")
        {
            Description = "A JSON file with the requests to send.",
            Required = true,
        };
        scenario.AcceptExistingOnly();
        var connections = CountOption.Create("--connections", "The number of concurrent clients.", 64);
        var warmUp = CountOption.Create("--warm-up", "Seconds that are not measured.", 2, atLeast: 0);
        var seconds = CountOption.Create("--seconds", "Seconds that are measured.", 10);
        var seed = CountOption.Create(
            "--seed", "The seed of the random choices: the same seed chooses the same requests.", 1, atLeast: 0);
        var json = new Option<FileInfo?>("--json") { Description = "Writes the result to this file too." };

        var command = new Command("drive", "Sends a scenario's requests to a server and measures the responses.")
        {
            url, scenario, connections, warmUp, seconds, seed, json,
        };
        command.SetAction((arguments, cancellationToken) => Task.Run(
            () =>
            {
                var settings = new DriveSettings(
                    arguments.GetValue(connections),
                    TimeSpan.FromSeconds(arguments.GetValue(warmUp)),
                    TimeSpan.FromSeconds(arguments.GetValue(seconds)),
                    arguments.GetValue(seed));
                var result = Driver.Run(
                    arguments.GetRequiredValue(url),
                    BenchJson.Read(arguments.GetRequiredValue(scenario).FullName, BenchJson.Default.Scenario),
                    settings,
                    cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
                if (arguments.GetValue(json) is { } file)
                    BenchJson.Write(file.FullName, result, BenchJson.Default.DriveResult);
                return Report(result);
            },
            cancellationToken));
        return command;
    }

    private static int Report(DriveResult result)
    {
        var table = new Table().AddColumn("scenario");
        foreach (var column in (string[])["requests/s", "p50 ms", "p99 ms", "max ms", "bytes", "driver CPU s"])
            table.AddColumn(column, settings => settings.RightAligned());
        table.AddRow(
            Markup.Escape(result.Scenario),
            $"{result.RequestsPerSecond:N0}",
            $"{result.P50Milliseconds:N2}",
            $"{result.P99Milliseconds:N2}",
            $"{result.MaxMilliseconds:N2}",
            $"{result.BodyBytes:N0}",
            $"{result.DriverProcessorSeconds:N1}");
        AnsiConsole.Write(table);
        if (result.Errors.Count == 0)
            return 0;

        var counts = string.Join(", ", result.Errors.Select(error => $"{error.Value} x {error.Key}"));
        Console.Error.WriteLine($"bench: {result.Scenario}: requests failed ({counts}): {result.FirstError}");
        return 1;
    }

    private static Uri? Server(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var server) && server.Scheme == Uri.UriSchemeHttp)
            return server;
        argument.AddError($"{text} is not a URL that begins with http://.");
        return null;
    }
}

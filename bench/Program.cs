using System.CommandLine;
using Enterprise.Bench;
using Enterprise.Bench.Drive;
using Enterprise.Bench.Floor;
using Enterprise.Bench.Load;

var root = new RootCommand("Measures the standalone host against a bare Kestrel and SQLite, in the same run.")
{
    LoadCommand.Create(),
    FloorCommand.Create(),
    DriveCommand.Create(),
};

try
{
    return await root.Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false });
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("bench: stopped.");
    return 1;
}
catch (Exception error) when (error is BenchException or IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync($"bench: {error.Message}");
    return 1;
}

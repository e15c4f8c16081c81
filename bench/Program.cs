using System.CommandLine;
using System.Net.Sockets;
using Enterprise.Bench;
using Enterprise.Bench.Drive;
using Enterprise.Bench.Floor;
using Enterprise.Bench.Load;
using Enterprise.Bench.Timers;
using Enterprise.Core.Storage;
using Enterprise.Sqlite;

var root = new RootCommand("Measures the standalone host.")
{
    LoadCommand.Create(),
    ProcessesCommand.Create(),
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
catch (Exception error) when (IsExplained(error))
{
    await Console.Error.WriteLineAsync($"bench: {error.Message}");
    return 1;
}

// Any other exception is a defect of the bench, which needs its stack trace.
static bool IsExplained(Exception error) => error
    is BenchException
    or DatabaseException
    or StoreUnavailableException
    or IOException
    or SocketException
    or UnauthorizedAccessException;

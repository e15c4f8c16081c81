using System.Diagnostics;
using System.Globalization;
using Enterprise.Bench.Drive;
using Enterprise.Bench.Processes;

namespace Enterprise.Bench.Load;

/// <summary>Runs the driver as a process of its own, and measures the server's processor time meanwhile.</summary>
internal sealed class DriverProcess(string runFolder)
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(60);

    public async Task<Sample> Run(
        ServerProcess server,
        Scenario scenario,
        int connections,
        TimeSpan warmUp,
        TimeSpan duration,
        int seed,
        CancellationToken cancellationToken)
    {
        var scenarioFile = Path.Combine(runFolder, "scenario.json");
        var resultFile = Path.Combine(runFolder, "result.json");
        BenchJson.Write(scenarioFile, scenario, BenchJson.Default.Scenario);

        var (serverBefore, busyBefore, started) =
            (server.ProcessorTime, ProcessorUsage.Busy(), Stopwatch.GetTimestamp());
        await ChildProcess.Run(
            Servers.Bench(
                "drive",
                "--url", server.Url.GetLeftPart(UriPartial.Authority),
                "--scenario", scenarioFile,
                "--json", resultFile,
                "--connections", connections.ToString(CultureInfo.InvariantCulture),
                "--warm-up", warmUp.TotalSeconds.ToString(CultureInfo.InvariantCulture),
                "--seconds", duration.TotalSeconds.ToString(CultureInfo.InvariantCulture),
                "--seed", seed.ToString(CultureInfo.InvariantCulture)),
            Path.Combine(runFolder, "drive.log"),
            warmUp + duration + Slack,
            cancellationToken);

        var result = BenchJson.Read(resultFile, BenchJson.Default.DriveResult);
        var ours = server.ProcessorTime - serverBefore;
        return new(
            result,
            ours.TotalMicroseconds / Math.Max(1, result.RequestsInAll),
            OthersShare(
                ProcessorUsage.Busy() - busyBefore - ours - TimeSpan.FromSeconds(result.DriverProcessorSeconds),
                Stopwatch.GetElapsedTime(started)));
    }

    private static double? OthersShare(TimeSpan? others, TimeSpan elapsed) =>
        others is null ? null : Math.Max(0, others.Value / (elapsed * Environment.ProcessorCount));
}

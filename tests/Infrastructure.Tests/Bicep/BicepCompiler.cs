using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Enterprise.Infrastructure.Tests.Bicep;

/// <summary>What the compiler wrote.</summary>
/// <param name="ExitCode">0 where it saw no error; warnings don't count.</param>
/// <param name="Output">The result, where it was asked for on the standard output.</param>
/// <param name="Diagnostics">Errors and warnings, a line each.</param>
internal sealed record BicepResult(int ExitCode, string Output, string Diagnostics);

/// <summary>The Bicep compiler of the package, which needs no network.</summary>
internal static class BicepCompiler
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    internal static async Task<BicepResult> Run(params string[] arguments)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64,
            "The package of the Bicep compiler is for Linux on x64.");

        var start = new ProcessStartInfo(RepositoryFiles.Metadata("BicepPath"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        using var process = Process.Start(start) ?? throw new InvalidOperationException("Bicep did not start.");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(_patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var diagnostics = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return new BicepResult(process.ExitCode, await output, await diagnostics);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }
}

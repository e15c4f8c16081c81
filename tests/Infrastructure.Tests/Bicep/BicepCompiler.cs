using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Enterprise.Infrastructure.Tests.Bicep;

/// <summary>The result of a run of the compiler.</summary>
/// <param name="ExitCode">0 if there was no error; warnings do not count.</param>
/// <param name="Output">The standard output.</param>
/// <param name="Diagnostics">Errors and warnings, one line each.</param>
internal sealed record BicepResult(int ExitCode, string Output, string Diagnostics);

/// <summary>The Bicep compiler of the package, which needs no network.</summary>
internal static class BicepCompiler
{
    private static readonly TimeSpan _timeout = TimeSpan.FromMinutes(3);

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
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(_timeout);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
            var diagnostics = process.StandardError.ReadToEndAsync(timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            return new BicepResult(process.ExitCode, await output, await diagnostics);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }
}

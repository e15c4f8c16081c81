using Microsoft.Playwright;

namespace Enterprise.Browser.Tests;

/// <summary>A real browser: the one on this machine, which <c>CHROMIUM_PATH</c> names where it has another name.</summary>
internal static class Chromium
{
    private static readonly string[] _names = ["chromium", "chromium-browser", "google-chrome"];

    /// <summary>Null where there is none.</summary>
    internal static string? Path { get; } = Environment.GetEnvironmentVariable("CHROMIUM_PATH") is { Length: > 0 } named
        ? named
        : Environment.GetEnvironmentVariable("PATH")!.Split(System.IO.Path.PathSeparator)
            .SelectMany(_ => _names, System.IO.Path.Combine)
            .FirstOrDefault(File.Exists);

    internal static Task<IBrowser> Launch(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
    {
        ExecutablePath = Path,

        // What it opens comes from this machine alone, and in containers its sandbox has no place.
        Args = ["--no-sandbox", "--disable-dev-shm-usage"],
    });
}

using Microsoft.Playwright;

namespace Enterprise.Browser.Tests;

/// <summary>An installed Chromium, on the path or named by <c>CHROMIUM_PATH</c>.</summary>
internal static class Chromium
{
    private static readonly string[] _names = ["chromium", "chromium-browser", "google-chrome"];

    /// <summary>Null where there is none.</summary>
    internal static string? Path { get; } = Environment.GetEnvironmentVariable("CHROMIUM_PATH") is { Length: > 0 } named
        ? named
        : Environment.GetEnvironmentVariable("PATH")!.Split(System.IO.Path.PathSeparator)
            .SelectMany(_ => _names, System.IO.Path.Combine)
            .FirstOrDefault(File.Exists);

    internal static Task<IBrowser> Launch(IPlaywright playwright) =>
        playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Path,

            // It opens local pages only, and its sandbox does not run in containers.
            Args = ["--no-sandbox", "--disable-dev-shm-usage"],
        });
}

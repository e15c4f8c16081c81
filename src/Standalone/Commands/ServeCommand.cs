using System.Net.Sockets;
using System.Security.Cryptography;
using Enterprise.Core.Encryption;
using Enterprise.Core.Identity;
using Enterprise.Standalone.Hosting;
using Enterprise.Standalone.Stores;
using Spectre.Console;

namespace Enterprise.Standalone.Commands;

/// <summary><c>serve</c>: the API on this machine's database, or on an account.</summary>
internal static class ServeCommand
{
    private const string PresetTokenVariable = "ENTERPRISE_ADMIN_TOKEN";

    internal static async Task<int> Run(
        string urls, Func<IConfiguration, Task<OpenedStore>> open, CancellationToken cancellationToken)
    {
        urls = ListeningUrls.Check(urls);
        var preset = PresetToken();
        var builder = StandaloneHost.CreateBuilder();
        using var store = await open(builder.Configuration);
        var app = StandaloneHost.Build(builder, urls, store);
        await using (app)
        {
            var started = await app.Services.GetRequiredService<InstallationService>().Start(preset, cancellationToken);
            app.Services.GetRequiredService<InstallationKeys>().Use(started.Installation.Keys);
            if (preset is null && started.AdministratorToken is { } token)
                Show(token);
            await Listen(app, urls, cancellationToken);
            Announce(app, store.Location);
            await app.WaitForShutdownAsync(cancellationToken);
        }

        return 0;
    }

    private static string? PresetToken()
    {
        var token = Environment.GetEnvironmentVariable(PresetTokenVariable);
        if (string.IsNullOrEmpty(token))
            return null;
        return token.Length >= InstallationService.ShortestPresetToken && !token.Any(char.IsWhiteSpace)
            ? token
            : throw new UsageException(
                $"{PresetTokenVariable} has to have at least {InstallationService.ShortestPresetToken} characters "
                + "and no blanks.");
    }

    private static async Task Listen(WebApplication app, string urls, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (IsCausedBy(urls, exception))
        {
            throw new UsageException($"Can't listen on {urls}: {exception.Message}", exception);
        }
    }

    /// <summary>Addresses of other machines, and certificates that are missing or can't be read.</summary>
    private static bool IsCausedBy(string urls, Exception exception) =>
        exception is SocketException
        || (exception is InvalidOperationException or CryptographicException
            && urls.Contains("https:", StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Shows the token as soon as it exists. No later start shows it, so it has to be shown even if this start fails
    /// later, for instance because its port is in use.
    /// </summary>
    private static void Show(string token)
    {
        var output = CommandLine.Output;
        output.WriteLine();
        output.MarkupLineInterpolated(
            $"The administrator is {InstallationService.AdministratorEmail}. This token is shown once, here and now:");

        // The console would wrap the token at the terminal's width.
        Console.Out.WriteLine();
        Console.Out.WriteLine($"  {token}");
    }

    private static void Announce(WebApplication app, string location)
    {
        var url = app.Urls.FirstOrDefault() ?? "";
        var output = CommandLine.Output;
        output.WriteLine();
        output.MarkupLineInterpolated($"[bold]Enterprise[/] is ready.");
        output.MarkupLineInterpolated($"  API   [link]{url}[/]");
        output.MarkupLineInterpolated($"  Docs  [link]{url}/docs[/]");
        output.MarkupLineInterpolated($"  Data  {location}");
        output.WriteLine();
    }
}

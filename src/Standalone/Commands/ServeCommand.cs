using Enterprise.Core.Identity;
using Enterprise.Standalone.Hosting;
using Spectre.Console;

namespace Enterprise.Standalone.Commands;

/// <summary><c>serve</c>: the API on this machine's database.</summary>
internal static class ServeCommand
{
    private const string PresetTokenVariable = "ENTERPRISE_ADMIN_TOKEN";

    internal static async Task<int> Run(string urls, DirectoryInfo data, CancellationToken cancellationToken)
    {
        using var store = OpenStore.In(data);
        var app = StandaloneHost.Build(urls, store);
        await using (app)
        {
            var preset = PresetToken();
            var started = await app.Services.GetRequiredService<Installations>().Start(preset, cancellationToken);
            app.Services.GetRequiredService<InstallationKeys>().Use(started.Installation);
            await app.StartAsync(cancellationToken);
            Announce(app, data, preset is null ? started.AdministratorToken : null);
            await app.WaitForShutdownAsync(cancellationToken);
        }

        return 0;
    }

    private static string? PresetToken()
    {
        var token = Environment.GetEnvironmentVariable(PresetTokenVariable);
        if (string.IsNullOrEmpty(token))
            return null;
        return token.Length >= Installations.ShortestPresetToken && !token.Any(char.IsWhiteSpace)
            ? token
            : throw new UsageException($"{PresetTokenVariable} has to have at least {Installations.ShortestPresetToken} characters and no blanks.");
    }

    private static void Announce(WebApplication app, DirectoryInfo data, string? administratorToken)
    {
        var url = app.Urls.FirstOrDefault() ?? "";
        var output = CommandLine.Output;
        output.WriteLine();
        output.MarkupLineInterpolated($"[bold]Enterprise[/] is ready.");
        output.MarkupLineInterpolated($"  API   [link]{url}[/]");
        output.MarkupLineInterpolated($"  Docs  [link]{url}/docs[/]");
        output.MarkupLineInterpolated($"  Data  {data.FullName}");
        if (administratorToken is { } token)
        {
            output.WriteLine();
            output.MarkupLineInterpolated($"The administrator is {Installations.AdministratorEmail}. This token is shown once, here and now:");

            // A token has to stay in one piece, whatever the terminal's width is.
            Console.Out.WriteLine();
            Console.Out.WriteLine($"  {token}");
        }

        output.WriteLine();
    }
}

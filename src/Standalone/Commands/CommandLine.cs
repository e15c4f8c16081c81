using System.CommandLine;
using Enterprise.Core.Problems;
using Enterprise.Core.Storage;
using Enterprise.Sqlite;
using Spectre.Console;

namespace Enterprise.Standalone.Commands;

/// <summary>The command line: what it takes, and how it fails.</summary>
internal static class CommandLine
{
    private const string DefaultUrl = "http://localhost:7071";

    /// <summary>Runs a command; an expected failure is one line on the error stream and exit code 1.</summary>
    internal static async Task<int> Run(string[] args)
    {
        try
        {
            return await Define().Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception exception) when (Explain(exception) is { } line)
        {
            await Console.Error.WriteLineAsync($"enterprise: {line}");
            return 1;
        }
    }

    private static RootCommand Define()
    {
        var urls = new Option<string>("--urls")
        {
            Description = "Where to listen; several are separated by semicolons.",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? DefaultUrl,
        };
        var data = new Option<DirectoryInfo>("--data")
        {
            Description = "Where the database is.",
            DefaultValueFactory = _ => new DirectoryInfo("data"),
            Recursive = true,
        };

        var root = new RootCommand("Enterprise: the governance backend of an AI-agent platform.") { data, urls };
        root.SetAction((result, cancellationToken) => Serve(result, cancellationToken));

        var serve = new Command("serve", "Serves the API (the default).") { urls };
        serve.SetAction((result, cancellationToken) => Serve(result, cancellationToken));
        root.Subcommands.Add(serve);

        root.Subcommands.Add(new Command("token", "API tokens.") { TokenCreate.Define(data) });
        root.Subcommands.Add(new Command("audit", "The audit trail.") { AuditVerify.Define(data) });
        return root;

        Task<int> Serve(ParseResult result, CancellationToken cancellationToken) =>
            ServeCommand.Run(result.GetRequiredValue(urls), result.GetRequiredValue(data), cancellationToken);
    }

    /// <summary>The line for a failure that people can do something about; null for a defect.</summary>
    private static string? Explain(Exception exception) => exception switch
    {
        DatabaseException or StoreUnavailableException or RefusedException or UsageException => exception.Message,
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => exception.Message,
        IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException => exception.Message,
        FormatException or UriFormatException => exception.Message,
        AggregateException { InnerExceptions: [var inner] } => Explain(inner),
        _ => null,
    };

    /// <summary>Where people read: not the error stream, which is for what failed.</summary>
    internal static IAnsiConsole Output => AnsiConsole.Console;
}

/// <summary>Something was asked for that can't be.</summary>
internal sealed class UsageException(string message) : Exception(message);

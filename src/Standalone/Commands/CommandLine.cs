using System.CommandLine;
using Enterprise.Api.Configuration;
using Enterprise.Core.Problems;
using Enterprise.Core.Storage;
using Enterprise.Cosmos.Connections;
using Enterprise.Sqlite;
using Enterprise.Standalone.Stores;
using Spectre.Console;

namespace Enterprise.Standalone.Commands;

/// <summary>The command line: its commands, and how they fail.</summary>
internal static class CommandLine
{
    private const string DefaultUrl = "http://localhost:7071";

    /// <summary>
    /// The time for a command to end after Ctrl-C or SIGTERM: a host drains its requests with a timeout of its own, and
    /// ending it before would lose them.
    /// </summary>
    private static readonly TimeSpan _terminationTimeout = Timeout.InfiniteTimeSpan;

    /// <summary>Runs a command; an expected failure is one line on the error stream and exit code 1.</summary>
    internal static async Task<int> Run(string[] args)
    {
        try
        {
            return await Define().Parse(args).InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = _terminationTimeout,
            });
        }
        catch (Exception exception) when (Explain(exception) is { } line)
        {
            await Console.Error.WriteLineAsync($"enterprise: {line.ReplaceLineEndings(" ")}");
            return 1;
        }
    }

    private static RootCommand Define()
    {
        var urls = new Option<string>("--urls")
        {
            Description = "Where to listen; several are separated by semicolons.",
            DefaultValueFactory = _ =>
                Environment.GetEnvironmentVariable("ASPNETCORE_URLS") is { Length: > 0 } configured
                    ? configured
                    : DefaultUrl,
        };
        var store = new StoreOptions();

        var root = new RootCommand("Enterprise: the governance backend of an AI-agent platform.") { urls };
        store.AddTo(root);
        root.SetAction((result, cancellationToken) => Serve(result, cancellationToken));

        var serve = new Command("serve", "Serves the API (the default).") { urls };
        serve.SetAction((result, cancellationToken) => Serve(result, cancellationToken));
        root.Subcommands.Add(serve);

        root.Subcommands.Add(new Command("token", "API tokens: 'token create' issues one to a user and prints it.")
        {
            TokenCreate.Define(store),
        });
        root.Subcommands.Add(new Command("audit", "The audit trail: 'audit verify' walks its hash chains.")
        {
            AuditVerify.Define(store),
        });
        return root;

        Task<int> Serve(ParseResult result, CancellationToken cancellationToken) =>
            ServeCommand.Run(
                result.GetRequiredValue(urls),
                configuration => store.ForHost(result, configuration, cancellationToken),
                cancellationToken);
    }

    /// <summary>The line for a failure that an operator can resolve; null for a defect.</summary>
    private static string? Explain(Exception exception) => exception switch
    {
        DatabaseException or CosmosConnectionException or StoreUnavailableException => exception.Message,
        RefusedException or UsageException => exception.Message,
        IOException or UnauthorizedAccessException => exception.Message,
        InvalidDataException { InnerException: { } inner } => $"{exception.Message} {inner.Message}",
        FormatException => exception.Message,
        AggregateException { InnerExceptions: [var inner] } => Explain(inner),
        _ => InvalidSettings.Explain(exception),
    };

    /// <summary>The standard output; the error stream is for failures.</summary>
    internal static IAnsiConsole Output { get; } = CreateOutput();

    /// <summary>Redirected output is not wrapped, so that paths stay in one line.</summary>
    private static IAnsiConsole CreateOutput()
    {
        var console = AnsiConsole.Console;
        if (Console.IsOutputRedirected)
            console.Profile.Width = 4096;
        return console;
    }
}

/// <summary>A command can't be carried out as it was given.</summary>
internal sealed class UsageException(string message, Exception? innerException = null)
    : Exception(message, innerException);

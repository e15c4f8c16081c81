using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Enterprise.Standalone.Tests.Processes;

/// <summary>A process that serves requests.</summary>
internal sealed partial class Host : IAsyncDisposable
{
    private readonly StandaloneProcess _process;

    private Host(StandaloneProcess process, Uri url, string? token)
    {
        _process = process;
        Token = token;
        Client = ClientFor(url, token);
    }

    internal StandaloneProcess Process => _process;

    /// <summary>The administrator's token, if this start showed one.</summary>
    internal string? Token { get; }

    /// <summary>A client that sends the token this start showed.</summary>
    internal HttpClient Client { get; }

    internal Uri Url => Client.BaseAddress!;

    /// <summary>Starts a host and waits until it says that it is ready.</summary>
    internal static async Task<Host> Start(StartOptions options)
    {
        var process = StandaloneProcess.Start(options);
        try
        {
            await Waiting.Until("the host is ready", () =>
            {
                Assert.False(process.HasExited, $"The host ended:\n{process.Everything}");
                return Value(process, "Data") is not null;
            });
            return new Host(process, new Uri(Value(process, "API")!), ShownToken(process.Output));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>The value after a heading of the announcement.</summary>
    internal string? Announced(string heading) => Value(_process, heading);

    /// <summary>Another client, with another token or none.</summary>
    internal HttpClient ClientWith(string? token) => ClientFor(Url, token);

    /// <summary>Sends a signal to the process and waits until it has ended.</summary>
    internal async Task<Finished> Stop(int signal = Signals.Terminate)
    {
        _process.Signal(signal);
        return await _process.Finish();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        return _process.DisposeAsync();
    }

    /// <summary>The token in these lines; null if there is none.</summary>
    internal static string? ShownToken(IEnumerable<string> lines) =>
        lines.Select(line => line.Trim()).SingleOrDefault(line => TokenPattern().IsMatch(line));

    private static string? Value(StandaloneProcess process, string heading) => process.Output
        .Select(line => line.Trim())
        .Where(line => line.StartsWith($"{heading} ", StringComparison.Ordinal))
        .Select(line => line[heading.Length..].Trim())
        .FirstOrDefault();

    private static HttpClient ClientFor(Uri url, string? token)
    {
        var client = new HttpClient { BaseAddress = url };
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    [GeneratedRegex("^ent_[0-9]+_[0-9]+_[A-Za-z0-9_-]{43}$")]
    private static partial Regex TokenPattern();
}

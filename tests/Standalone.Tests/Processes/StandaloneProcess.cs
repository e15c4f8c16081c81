using System.Collections.Concurrent;
using System.Diagnostics;

namespace Enterprise.Standalone.Tests.Processes;

/// <summary>The host's program as an operator starts it; killed at the end of the test at the latest.</summary>
internal sealed class StandaloneProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private StandaloneProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Add(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Add(_errors, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    internal IReadOnlyList<string> Output => _output.ToArray();

    internal IReadOnlyList<string> Errors => _errors.ToArray();

    internal string Everything => string.Join('\n', Output.Concat(Errors));

    internal bool HasExited => _process.HasExited;

    /// <summary>Starts the program without the settings in the environment of the tests.</summary>
    internal static StandaloneProcess Start(StartOptions options)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = options.WorkingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { options.Assembly },
        };
        foreach (var argument in options.Arguments)
            start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(IsForTheHost).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in options.Environment)
            start.Environment[name] = value;
        return new StandaloneProcess(new Process { StartInfo = start });
    }

    /// <summary>Runs the program to its end.</summary>
    internal static async Task<Finished> Run(StartOptions options)
    {
        await using var process = Start(options);
        return await process.Finish();
    }

    internal void Signal(int signal) => Signals.Send(_process, signal);

    /// <summary>Kills the process, which can't react to it.</summary>
    internal async Task<Finished> Kill()
    {
        _process.Kill();
        return await Finish();
    }

    /// <summary>Waits for the end of the process and of its output.</summary>
    internal async Task<Finished> Finish()
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(Waiting.Bound);
        try
        {
            await _process.WaitForExitAsync(bound.Token);
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            Assert.Fail($"The process did not end. Its output:\n{Everything}");
        }

        return new Finished(_process.ExitCode, Output, Errors);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private static bool IsForTheHost(string name) =>
        name.StartsWith("ENTERPRISE", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("OTEL_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("Logging__", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("Cosmos__", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Cosmos", StringComparison.OrdinalIgnoreCase);

    private static void Add(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
            lines.Enqueue(line);
    }
}

/// <summary>How a process ended.</summary>
internal sealed record Finished(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Errors)
{
    /// <summary>The one line of a failure that an operator can resolve; there is no stack trace anywhere.</summary>
    internal string ExpectedFailure()
    {
        var everything = string.Join('\n', [.. Output, .. Errors]);
        Assert.True(ExitCode == 1, $"The exit code is {ExitCode}:\n{everything}");
        Assert.DoesNotContain("   at ", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", everything, StringComparison.Ordinal);
        var line = Assert.Single(Errors);
        Assert.StartsWith("enterprise: ", line, StringComparison.Ordinal);
        return line;
    }

    /// <summary>Asserts exit code 0 without errors.</summary>
    internal void ExpectedSuccess()
    {
        Assert.Empty(Errors);
        Assert.Equal(0, ExitCode);
    }
}

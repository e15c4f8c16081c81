using System.Diagnostics;

namespace Enterprise.Bench.Processes;

/// <summary>A program to start.</summary>
/// <param name="File">The program.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record ProcessStart(string File, params IReadOnlyList<string> Arguments)
{
    /// <summary>Environment variables that differ from this process's; null removes one.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();
}

/// <summary>A process that is ended when this is disposed of: by SIGTERM, then killed after a timeout.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly Task _output;

    private ChildProcess(Process process, string logFile)
    {
        _process = process;
        LogFile = logFile;
        _output = Keep(process, logFile);
    }

    /// <summary>The file of its output.</summary>
    public string LogFile { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>Its resident memory now.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Its processor time.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static ChildProcess Start(ProcessStart program, string logFile)
    {
        var start = new ProcessStartInfo(program.File, program.Arguments)
        {
            // Open until this is disposed of: the floor ends when it closes, also when this process crashes.
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in program.Environment)
            start.Environment[name] = value;
        try
        {
            return new(Process.Start(start)!, logFile);
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new BenchException($"{program.File} can't be started: {error.Message}");
        }
    }

    /// <summary>Runs a program to its end; one that fails ends the bench with its last output.</summary>
    public static async Task Run(
        ProcessStart program, string logFile, TimeSpan timeout, CancellationToken cancellationToken)
    {
        await using var child = Start(program, logFile);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        waiting.CancelAfter(timeout);
        try
        {
            await child._process.WaitForExitAsync(waiting.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BenchException($"{program.File} did not end within {timeout.TotalSeconds:N0} s.");
        }

        await child._output;
        cancellationToken.ThrowIfCancellationRequested();
        if (child._process.ExitCode != 0)
            throw new BenchException($"{Path.GetFileName(program.File)} failed: {child.LastOutput()}");
    }

    /// <summary>The last lines it printed, for an error message.</summary>
    public string LastOutput()
    {
        var lines = File.Exists(LogFile) ? File.ReadAllLines(LogFile) : [];
        var output = string.Join(Environment.NewLine, lines.Where(line => line.Trim().Length > 0).TakeLast(5));
        return output.Length > 0 ? output : "it printed nothing.";
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await End();
        await _output;
        _process.Dispose();
    }

    private async Task End()
    {
        _process.StandardInput.Close();
        await Terminate();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(TimeToEnd);
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
    }

    private async Task Terminate()
    {
        if (OperatingSystem.IsWindows())
        {
            _process.Kill(entireProcessTree: true);
            return;
        }

        // .NET has no call for a signal other than the one that kills.
        using var signal = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await signal.WaitForExitAsync();
    }

    private static async Task Keep(Process process, string logFile)
    {
        await using var log = TextWriter.Synchronized(new StreamWriter(logFile) { AutoFlush = true });
        await Task.WhenAll(Copy(process.StandardOutput, log), Copy(process.StandardError, log));
    }

    private static async Task Copy(StreamReader from, TextWriter to)
    {
        while (await from.ReadLineAsync() is { } line)
            await to.WriteLineAsync(line);
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Enterprise.Integrations.Tests.Hosting;

/// <summary>Records everything that is logged, at every level.</summary>
internal sealed class LogRecorder : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = [];

    internal IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        _lines.Enqueue(state.ToString()!);
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        var values = state is IEnumerable<KeyValuePair<string, object?>> pairs
            ? string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}"))
            : "";
        _lines.Enqueue($"{formatter(state, exception)} {values} {exception}");
    }

    public void Dispose()
    {
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Enterprise.Api.Tests.Hosting;

/// <summary>Collects logged errors: a host that has logged any fails its tests when it is disposed.</summary>
internal sealed class FailureLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = [];

    internal IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            _lines.Enqueue($"{formatter(state, exception)} {exception}");
    }

    public void Dispose()
    {
    }
}

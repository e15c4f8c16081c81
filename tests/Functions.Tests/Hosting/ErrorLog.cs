namespace Enterprise.Functions.Tests.Hosting;

/// <summary>A logger that records the messages of errors.</summary>
internal sealed class ErrorLog<T> : ILogger<T>
{
    private readonly List<string> _lines = [];

    internal IReadOnlyList<string> Lines => _lines;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState,
        Exception?,
        string> formatter)
    {
        if (logLevel == LogLevel.Error)
            _lines.Add(formatter(state, exception));
    }
}

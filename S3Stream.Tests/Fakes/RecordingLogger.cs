using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace S3Stream.Tests.Fakes;

/// <summary>Keeps every entry as text, in order. Safe for concurrent use.</summary>
internal sealed class RecordingLogger : ILogger
{
    private readonly ConcurrentQueue<string> _entries = new();

    public IReadOnlyList<string> Entries => [.. _entries];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _entries.Enqueue(formatter(state, exception));
}

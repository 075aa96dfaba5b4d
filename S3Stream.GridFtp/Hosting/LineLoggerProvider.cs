using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using S3Stream.GridFtp.Diagnostics;

namespace S3Stream.GridFtp.Hosting;

/// <summary>Writes log entries to a file as the console's formatter makes them. Safe for concurrent use. Does not own the file.</summary>
/// <param name="file">Where they go.</param>
/// <param name="formatter">What makes text of them.</param>
/// <param name="wants">Which entries; called for each of them.</param>
internal sealed class LineLoggerProvider(
    LineFile file, ConsoleFormatter formatter, Func<string, LogLevel, EventId, bool> wants) : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider? _scopes;

    public ILogger CreateLogger(string categoryName) => new LineLogger(categoryName, this);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
        // the file is the owner's
    }

    private void Write<TState>(in LogEntry<TState> entry)
    {
        if (!wants(entry.Category, entry.LogLevel, entry.EventId))
        {
            return;
        }

        using var text = new StringWriter();
        formatter.Write(entry, _scopes, text);
        file.Write(text.ToString().TrimEnd('\n'));
    }

    private sealed class LineLogger(string category, LineLoggerProvider provider) : ILogger
    {
        // the factory keeps the scopes and gives them to the provider (ISupportExternalScope)
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatState) =>
            provider.Write(new LogEntry<TState>(logLevel, category, eventId, state, exception, formatState));
    }
}

using Microsoft.Extensions.Logging.Console;

namespace S3Stream.GridFtp.Hosting;

/// <summary>
/// Decides which log entries are written and where: by <see cref="Level"/> to standard error or the log file, and by its mask to the debug
/// log.
/// </summary>
internal sealed class ServerLogging(LogLevel level)
{
    private volatile LogLevel _level = level;

    /// <summary>The least serious entries that are written; may be changed at any time.</summary>
    public LogLevel Level
    {
        get => _level;
        set => _level = value;
    }

    /// <summary>Log entries go to standard error, which leaves standard output to the lines for people.</summary>
    public void AddTo(ILoggingBuilder logging, ServeSettings settings, LogFiles files)
    {
        logging.SetMinimumLevel(LogLevel.Trace);
        logging.AddFilter<ConsoleLoggerProvider>((category, entryLevel) => files.Log is null && Wants(category ?? "", entryLevel));
        logging.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        if (settings.LogFormat == LogFormat.Json)
        {
            logging.AddJsonConsole(options =>
            {
                options.IncludeScopes = true;
                options.UseUtcTimestamp = true;
                options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
        }
        else
        {
            logging.AddSimpleConsole(options =>
            {
                options.IncludeScopes = true;
                options.SingleLine = true;
                options.UseUtcTimestamp = true;
                options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
                options.ColorBehavior = LoggerColorBehavior.Disabled;
            });
        }

        string format = settings.LogFormat == LogFormat.Json ? ConsoleFormatterNames.Json : ConsoleFormatterNames.Simple;
        if (files.Log is { } file)
        {
            logging.Services.AddSingleton<ILoggerProvider>(services =>
                new LineLoggerProvider(file, Formatter(services, format), (category, entryLevel, _) => Wants(category, entryLevel)));
        }

        if (files.Debug is { } debug)
        {
            DebugSpec spec = settings.Debug!;
            logging.Services.AddSingleton<ILoggerProvider>(services =>
                new LineLoggerProvider(debug, Formatter(services, format), (_, _, id) => spec.Wants(id)));
        }

        // without a debug log, entries below the level have no reader, and loggers report themselves as disabled
        logging.AddFilter<LineLoggerProvider>((category, entryLevel) => files.Debug is not null || Wants(category ?? "", entryLevel));
    }

    private static ConsoleFormatter Formatter(IServiceProvider services, string name) =>
        services.GetServices<ConsoleFormatter>().First(formatter => formatter.Name == name);

    // the host's own entry of a start that failed is a stack trace; the command tells the same in two lines
    private bool Wants(string category, LogLevel entryLevel) =>
        !category.StartsWith("Microsoft.Extensions.Hosting", StringComparison.Ordinal)
        && entryLevel >= (
            _level < LogLevel.Warning && category.StartsWith("Microsoft", StringComparison.Ordinal) ? LogLevel.Warning : _level);
}

using Microsoft.Extensions.Logging.Console;
using S3Stream.GridFtp.Diagnostics;

namespace S3Stream.GridFtp.Hosting;

/// <summary>The generic host around the server: logging, signals, start and stop.</summary>
internal static class ServerHost
{
    /// <summary>Time for what follows the drain: the last aborts, the store's end.</summary>
    private static readonly TimeSpan StopMargin = TimeSpan.FromSeconds(15);

    /// <summary>Runs until SIGTERM, SIGINT or <paramref name="cancellationToken"/>, then drains.</summary>
    public static async Task RunAsync(ServeSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Threads is { } threads)
        {
            ThreadPool.GetMinThreads(out _, out int completionThreads);
            ThreadPool.SetMinThreads(threads, completionThreads);
        }

        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        AddLogging(builder.Logging, settings);
        builder.Services.Configure<HostOptions>(options =>
        {
            options.ShutdownTimeout = settings.DrainTimeout + StopMargin;
            options.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.StopHost;
        });
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddHostedService<GridFtpHostedService>();
        using IHost host = builder.Build();
        ILogger logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("S3Stream.GridFtp.Hosting");
        foreach (string name in SettingsReader.Unknown(Environment.GetEnvironmentVariables().Keys.Cast<string>()))
        {
            logger.UnknownEnvironmentVariable(name);
        }

        await host.RunAsync(cancellationToken);
    }

    /// <summary>Log entries go to standard error, which leaves standard output to the lines for people.</summary>
    private static void AddLogging(ILoggingBuilder logging, ServeSettings settings)
    {
        logging.SetMinimumLevel(settings.LogLevel);
        logging.AddFilter("Microsoft", settings.LogLevel > LogLevel.Warning ? settings.LogLevel : LogLevel.Warning);
        logging.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        if (settings.LogFormat == LogFormat.Json)
        {
            logging.AddJsonConsole(options =>
            {
                options.UseUtcTimestamp = true;
                options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
        }
        else
        {
            logging.AddSimpleConsole(options =>
            {
                options.SingleLine = true;
                options.UseUtcTimestamp = true;
                options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
                options.ColorBehavior = LoggerColorBehavior.Disabled;
            });
        }
    }
}

using Microsoft.Extensions.Hosting.Systemd;
using S3Stream.GridFtp.Diagnostics;

namespace S3Stream.GridFtp.Hosting;

/// <summary>The generic host around the server: logging, signals, start and stop.</summary>
internal static class ServerHost
{
    /// <summary>The time after the drain, for the last aborts and the end of the embedded store.</summary>
    private static readonly TimeSpan StopMargin = TimeSpan.FromSeconds(15);

    /// <summary>Runs until SIGTERM, SIGINT or <paramref name="cancellationToken"/>, then drains.</summary>
    /// <param name="effective">What to serve by.</param>
    /// <param name="read">Reads the settings again, at SIGHUP.</param>
    /// <param name="cancellationToken">Stops the server.</param>
    public static async Task RunAsync(EffectiveSettings effective, Func<EffectiveSettings> read, CancellationToken cancellationToken)
    {
        ServeSettings settings = effective.Settings;
        if (settings.Threads is { } threads)
        {
            ThreadPool.GetMinThreads(out _, out int completionThreads);
            ThreadPool.SetMinThreads(threads, completionThreads);
        }

        settings = settings with { Debug = DebugSpec.Parse(Environment.GetEnvironmentVariable(DebugSpec.Variable)) };
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        await using var files = new LogFiles(settings);
        var logging = new ServerLogging(settings.LogLevel);
        logging.AddTo(builder.Logging, settings, files);
        builder.Services.Configure<HostOptions>(options =>
        {
            options.ShutdownTimeout = settings.DrainTimeout + StopMargin;
            options.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.StopHost;
        });
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(files);
        builder.Services.AddSingleton(services => new SettingsReload(effective, read, logging, files, LoggerOf(services)));
        builder.Services.AddSingleton(TimeProvider.System);
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is { Length: > 0 })
        {
            // Type=notify: systemd waits for the messages that the server listens and that it stops
            builder.Services.AddSingleton<ISystemdNotifier, SystemdNotifier>();
            builder.Services.AddSingleton<IHostLifetime, SystemdLifetime>();
        }

        builder.Services.AddHostedService<GridFtpHostedService>();
        using IHost host = builder.Build();
        ILogger logger = LoggerOf(host.Services);
        files.TellTo(logger);
        try
        {
            await host.RunAsync(cancellationToken);
        }
        catch (Exception exception) when (files.Log is not null)
        {
            logger.StartFailed(exception.Message.ReplaceLineEndings(" ")); // standard error gets it from the command
            throw;
        }
    }

    private static ILogger LoggerOf(IServiceProvider services) =>
        services.GetRequiredService<ILoggerFactory>().CreateLogger("S3Stream.GridFtp.Hosting");
}

using S3Stream.GridFtp.Control;
using S3Stream.GridFtp.Diagnostics;

namespace S3Stream.GridFtp.Hosting;

/// <summary>
/// SIGHUP: reopens the log files, reads the settings again and gives new sessions what may change while the server runs; sessions and
/// transfers under way keep theirs. When a setting, or a file that a setting names, is wrong, nothing changes. Safe for concurrent use.
/// </summary>
/// <param name="start">What the server was started with.</param>
/// <param name="read">Reads the settings from where they came from at the start.</param>
/// <param name="logging">Its level follows.</param>
/// <param name="files">The log files, which are reopened.</param>
/// <param name="logger">Gets what was done.</param>
internal sealed class SettingsReload(
    EffectiveSettings start, Func<EffectiveSettings> read, ServerLogging logging, LogFiles files, ILogger logger)
{
    private readonly Lock _gate = new();
    private volatile ServeSettings _current = start.Settings;

    /// <summary>The settings in force.</summary>
    public ServeSettings Current => _current;

    public void Run(GridFtpServer server, CurrentServices served)
    {
        lock (_gate)
        {
            files.Reopen();
            Reload(server, served);
        }
    }

    /// <summary>Settings that were different at the start and take effect at the next one.</summary>
    public static IEnumerable<string> NeedRestart(EffectiveSettings start, EffectiveSettings fresh) =>
        from setting in SettingTable.All
        where setting.NeedsRestart && !Texts(start, setting).SequenceEqual(Texts(fresh, setting))
        select setting.Name;

    private void Reload(GridFtpServer server, CurrentServices served)
    {
        try
        {
            EffectiveSettings fresh = read();
            ServeSettings next = start.Settings.Reloaded(fresh.Settings);
            served.Change(next);
            server.Apply(StartChecks.WithinLimit(next.GridFtp), served.Client, served.Security, served.OffersGsi);
            logging.Level = next.LogLevel;
            _current = next;
            string[] needRestart = [.. NeedRestart(start, fresh)];
            if (needRestart.Length > 0)
            {
                logger.RestartNeeded(string.Join(", ", needRestart));
            }

            logger.SettingsReloaded();
        }
        catch (Exception exception) when (
            exception is SettingException or InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            logger.ReloadFailed(exception.Message);
        }
    }

    private static IEnumerable<string> Texts(EffectiveSettings settings, Setting setting) =>
        settings.Values.Where(value => value.Setting == setting).Select(value => value.Text);
}

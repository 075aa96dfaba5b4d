using S3Stream.GridFtp.Diagnostics;

namespace S3Stream.GridFtp.Hosting;

/// <summary>
/// SIGHUP: reopens the log files, reads the settings again and gives new sessions what may change while the server runs; sessions and
/// transfers under way keep theirs. Settings that are wrong, or a password file that is, change nothing. Safe for concurrent use.
/// </summary>
/// <param name="current">What the server was started with.</param>
/// <param name="read">Reads the settings from where they came from at the start.</param>
/// <param name="logging">Its level follows.</param>
/// <param name="files">Are reopened.</param>
/// <param name="logger">Is told what was done.</param>
internal sealed class SettingsReload(ServeSettings current, Func<ServeSettings> read, ServerLogging logging, LogFiles files, ILogger logger)
{
    private readonly Lock _gate = new();

    public void Run(GridFtpServer server)
    {
        lock (_gate)
        {
            files.Reopen();
            Reload(server);
        }
    }

    private void Reload(GridFtpServer server)
    {
        try
        {
            ServeSettings fresh = read();
            server.Apply(fresh.GridFtp);
            logging.Level = fresh.LogLevel;
            string[] needRestart = [.. NeedRestart(fresh)];
            if (needRestart.Length > 0)
            {
                logger.RestartNeeded(string.Join("; ", needRestart));
            }

            logger.SettingsReloaded();
        }
        catch (Exception problem) when (
            problem is SettingException or InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            logger.ReloadFailed(problem.Message);
        }
    }

    /// <summary>What differs from the start and counts at the next start only.</summary>
    private IEnumerable<string> NeedRestart(ServeSettings fresh)
    {
        (string What, bool Differs)[] groups =
        [
            ("listen", !fresh.GridFtp.Listen.SequenceEqual(current.GridFtp.Listen)),
            ("gsi and the names of its files",
                (fresh.Gsi, fresh.UseGsi, fresh.HasHostCertificate) != (current.Gsi, current.UseGsi, current.HasHostCertificate)),
            ("the S3 service, its requests and memory (s3-*, memory-budget, part-size, spill-dir)", fresh.S3 != current.S3),
            ("embedded-store", fresh.EmbeddedStore != current.EmbeddedStore || !fresh.EmbeddedStoreListen.Equals(current.EmbeddedStoreListen)),
            ("threads", fresh.Threads != current.Threads),
            ("drain-timeout", fresh.DrainTimeout != current.DrainTimeout),
            ("log-file and log-format", (fresh.LogFile, fresh.LogFormat) != (current.LogFile, current.LogFormat)),
            ("transfer-log", (fresh.TransferLog, fresh.TransferLogJson) != (current.TransferLog, current.TransferLogJson)),
            ("metrics-listen", !Equals(fresh.MetricsListen, current.MetricsListen)),
        ];
        return groups.Where(group => group.Differs).Select(group => group.What);
    }
}

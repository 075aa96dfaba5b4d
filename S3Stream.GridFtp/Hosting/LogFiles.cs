using S3Stream.GridFtp.Diagnostics;

namespace S3Stream.GridFtp.Hosting;

/// <summary>
/// The files that the server writes lines to: its log, the debug log and the two transfer logs. They are opened at the start and reopened
/// together after a rotation. Their problems go to standard error until there is a log.
/// </summary>
internal sealed class LogFiles : IAsyncDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerAndGroup = OwnerOnly | UnixFileMode.GroupRead;

    private readonly List<LineFile> _all = [];

    /// <exception cref="SettingException">A file cannot be opened; the message names the setting.</exception>
    public LogFiles(ServeSettings settings)
    {
        Log = Open(settings.LogFile, "log-file", OwnerAndGroup);
        Debug = Open(settings.Debug?.File, DebugSpec.Variable, OwnerOnly);
        LineFile? netLogger = Open(settings.TransferLog, "transfer-log", OwnerAndGroup);
        LineFile? json = Open(settings.TransferLogJson, "transfer-log-json", OwnerAndGroup);
        Transfers = netLogger is null && json is null ? null : new TransferLog(settings.GridFtp.HostName, netLogger, json);
    }

    /// <summary>The server's log instead of standard error, or <see langword="null"/>.</summary>
    public LineFile? Log { get; }

    /// <summary>What GLOBUS_S3_DEBUG asked for, or <see langword="null"/>.</summary>
    public LineFile? Debug { get; }

    /// <summary>The transfer logs, or <see langword="null"/>.</summary>
    public TransferLog? Transfers { get; }

    /// <summary>From now on problems are told by <paramref name="logger"/>, except those of the log itself.</summary>
    public void TellTo(ILogger logger)
    {
        foreach (LineFile file in _all.Where(file => file != Log && file != Debug))
        {
            file.TellTo(problem => logger.LogFileProblem(problem));
        }
    }

    /// <summary>The account that the process becomes must be able to open them again.</summary>
    public void GiveTo(SystemAccount account) => _all.ForEach(file => PrivilegeDrop.Give(file.Path, account));

    public void Reopen() => _all.ForEach(file => file.Reopen());

    public async ValueTask DisposeAsync()
    {
        foreach (LineFile file in _all)
        {
            await file.DisposeAsync();
        }
    }

    /// <summary>What the unit of the package keeps from the server.</summary>
    private static string Confined(string path) => Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is null ? ""
        : path.StartsWith("/tmp/", StringComparison.Ordinal) || path.StartsWith("/var/tmp/", StringComparison.Ordinal)
            ? " Under systemd, /tmp is the service's own (PrivateTmp=)."
            : " Under systemd, only /var/log/s3stream and /var/lib/s3stream can be written (ProtectSystem=); "
                + "'systemctl edit s3stream-gridftp' adds others by ReadWritePaths=.";

    private LineFile? Open(string? path, string setting, UnixFileMode mode)
    {
        if (path is null)
        {
            return null;
        }

        try
        {
            var file = new LineFile(path, mode, problem => Console.Error.WriteLine($"s3stream-gridftp: {problem}"));
            _all.Add(file);
            return file;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartException(
                $"{setting} {path} cannot be opened: {exception.Message}",
                $"Let {setting} name a file in a directory that this user may write to.{Confined(path)}", exception);
        }
    }
}

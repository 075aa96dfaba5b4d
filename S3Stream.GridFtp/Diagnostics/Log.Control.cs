namespace S3Stream.GridFtp.Diagnostics;

/// <summary>Log entries of the control side: ids 5000 to 5999, frozen once released.</summary>
internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Information, "Listening on {Address}")]
    public static partial void Listening(this ILogger logger, string address);

    [LoggerMessage(5002, LogLevel.Warning, "Accepting on {Address} failed: {Problem}; trying again")]
    public static partial void AcceptFailed(this ILogger logger, string address, string problem);

    [LoggerMessage(5003, LogLevel.Warning, "Connection of {Peer} refused: {Reason}")]
    public static partial void ConnectionRefused(this ILogger logger, string peer, string reason);

    [LoggerMessage(5010, LogLevel.Debug, "Session {Session} opened by {Peer}")]
    public static partial void SessionOpened(this ILogger logger, long session, string peer);

    [LoggerMessage(5011, LogLevel.Debug, "Session {Session} closed after {Commands} commands: {Reason}")]
    public static partial void SessionClosed(this ILogger logger, long session, long commands, string reason);

    [LoggerMessage(5012, LogLevel.Debug, "Session {Session} < {Command}")]
    public static partial void CommandReceived(this ILogger logger, long session, string command);

    [LoggerMessage(5013, LogLevel.Debug, "Session {Session} > {Reply}")]
    public static partial void ReplySent(this ILogger logger, long session, string reply);

    [LoggerMessage(5014, LogLevel.Error, "Session {Session}: {Command} failed with an unexpected exception")]
    public static partial void CommandFailed(this ILogger logger, Exception failure, long session, string command);

    [LoggerMessage(5015, LogLevel.Warning, "Session {Session}: {Command} failed: {Problem}")]
    public static partial void StoreFailed(this ILogger logger, long session, string command, string problem);

    [LoggerMessage(5016, LogLevel.Error, "Session {Session} ended with an unexpected exception")]
    public static partial void SessionFailed(this ILogger logger, Exception failure, long session);

    [LoggerMessage(5020, LogLevel.Information, "{User} logged in from {Peer}")]
    public static partial void LoggedIn(this ILogger logger, string user, string peer);

    [LoggerMessage(5021, LogLevel.Warning, "Login of {User} from {Peer} refused: wrong name or password")]
    public static partial void LoginRefused(this ILogger logger, string user, string peer);

    [LoggerMessage(5022, LogLevel.Warning, "Login of {User} from {Peer} refused: {Reason}")]
    public static partial void LoginNotTaken(this ILogger logger, string user, string peer, string reason);

    [LoggerMessage(5023, LogLevel.Warning, "Session {Session} of {Peer} was closed before login to make room for another one")]
    public static partial void SessionDismissed(this ILogger logger, long session, string peer);

    [LoggerMessage(5030, LogLevel.Information, "{Command} ended with {Code}")]
    public static partial void Changed(this ILogger logger, string command, int code);

    [LoggerMessage(
        5031,
        LogLevel.Warning,
        "Renaming {Source} to {Destination} failed, and copies below the destination could not be removed: {Reason}")]
    public static partial void RenameLeftCopies(this ILogger logger, string source, string destination, string reason);

    [LoggerMessage(5032, LogLevel.Information, "Renaming {Source} to {Destination}: {Done} of {Count} objects are copied")]
    public static partial void RenameGoesOn(this ILogger logger, string source, string destination, int done, int count);

    [LoggerMessage(5033, LogLevel.Warning, "{Bucket}/{Key} could not be deleted: {Reason}")]
    public static partial void NotDeleted(this ILogger logger, string bucket, string key, string reason);

    [LoggerMessage(5040, LogLevel.Information, "Stopping: no new connections; {Sessions} sessions have up to {Seconds} s to finish")]
    public static partial void Draining(this ILogger logger, int sessions, double seconds);

    [LoggerMessage(5041, LogLevel.Warning, "{Sessions} sessions had not finished in time and were closed")]
    public static partial void DrainTimedOut(this ILogger logger, int sessions);

    [LoggerMessage(5046, LogLevel.Warning, "disable-commands names {Name}, which is not a command")]
    public static partial void UnknownDisabledCommand(this ILogger logger, string name);

    [LoggerMessage(5044, LogLevel.Information, "Runs as {User} (uid {Uid}, gid {Gid}) from now on")]
    public static partial void PrivilegesDropped(this ILogger logger, string user, uint uid, uint gid);

    [LoggerMessage(5047, LogLevel.Error, "The search for abandoned uploads failed; the next one is in an hour")]
    public static partial void CleaningFailed(this ILogger logger, Exception failure);

    [LoggerMessage(5045, LogLevel.Warning, "The pid file {File} cannot be removed: {Problem}")]
    public static partial void PidFileLeft(this ILogger logger, string file, string problem);

    [LoggerMessage(9001, LogLevel.Information, "Settings were read again; new sessions use them")]
    public static partial void SettingsReloaded(this ILogger logger);

    [LoggerMessage(9002, LogLevel.Error, "Settings were not read again, and the old ones stay in force: {Problem}")]
    public static partial void ReloadFailed(this ILogger logger, string problem);

    [LoggerMessage(9003, LogLevel.Warning, "These settings have changed and need a restart: {Settings}")]
    public static partial void RestartNeeded(this ILogger logger, string settings);

    [LoggerMessage(5043, LogLevel.Warning, "Log file {Problem}")]
    public static partial void LogFileProblem(this ILogger logger, string problem);

    [LoggerMessage(5048, LogLevel.Critical, "The server does not run: {Problem}")]
    public static partial void StartFailed(this ILogger logger, string problem);

    [LoggerMessage(5049, LogLevel.Warning, "{Problem}. {Remedy}")]
    public static partial void Warned(this ILogger logger, string problem, string remedy);
}

namespace S3Stream.GridFtp.Diagnostics;

/// <summary>
/// Log entries of security: ids 7000 to 7999, frozen once released. No entry holds a key, a password or a token; names come as
/// <c>DistinguishedName.Text</c> or are escaped by the caller, so that none can forge a line.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(
        7001,
        LogLevel.Information,
        "Trust directory {Directory} read: {Authorities} CA certificates, {RevocationLists} revocation lists")]
    public static partial void TrustDirectoryRead(this ILogger logger, string directory, int authorities, int revocationLists);

    [LoggerMessage(7002, LogLevel.Error, "Trust directory {Directory} cannot be read, what was read before stays in use: {Problem}")]
    public static partial void TrustDirectoryUnreadable(this ILogger logger, string directory, string problem);

    [LoggerMessage(7003, LogLevel.Warning, "Trust file {File} skipped: {Problem}")]
    public static partial void TrustFileSkipped(this ILogger logger, string file, string problem);

    [LoggerMessage(7004, LogLevel.Warning, "CA certificate {File} has no {PolicyFile} beside it: nothing it signed is accepted")]
    public static partial void AuthorityWithoutPolicy(this ILogger logger, string file, string policyFile);

    [LoggerMessage(7010, LogLevel.Information, "Grid map {File} read: {Names} distinguished names")]
    public static partial void GridMapRead(this ILogger logger, string file, int names);

    [LoggerMessage(7011, LogLevel.Warning, "Grid map {File}, line {Line} skipped: {Problem}")]
    public static partial void GridMapLineSkipped(this ILogger logger, string file, int line, string problem);

    [LoggerMessage(7020, LogLevel.Information, "Security context with {Subject} of {Peer}, delegation {Delegated}, until {Expires:u}")]
    public static partial void ContextEstablished(
        this ILogger logger, string subject, string peer, bool delegated, DateTimeOffset expires);

    [LoggerMessage(7021, LogLevel.Warning, "Security exchange with {Peer} failed: {Problem}")]
    public static partial void ExchangeFailed(this ILogger logger, string peer, string problem);

    [LoggerMessage(7022, LogLevel.Error, "This server cannot authenticate anybody: {Problem}")]
    public static partial void SecurityUnusable(this ILogger logger, string problem);

    [LoggerMessage(7023, LogLevel.Warning, "Login of {Subject} as {Account} refused: {Problem}")]
    public static partial void MappingRefused(this ILogger logger, string subject, string account, string problem);

    [LoggerMessage(
        7024,
        LogLevel.Error,
        "Login of {Subject} as {Account} refused, the S3 credentials of that account cannot be found out: {Problem}")]
    public static partial void CredentialsUnavailable(this ILogger logger, string subject, string account, string problem);

    [LoggerMessage(7030, LogLevel.Warning, "Data connection refused, its peer's certificates are not accepted: {Problem}")]
    public static partial void DataPeerRejected(this ILogger logger, string problem);

    [LoggerMessage(7031, LogLevel.Warning, "Data connection refused: its peer is {Subject}, but {Expected} is expected")]
    public static partial void DataPeerMismatch(this ILogger logger, string subject, string expected);
}

namespace S3Stream.GridFtp.Diagnostics;

/// <summary>
/// Log entries of security: ids 7020 to 7999 (S3Stream.Gsi has 7000 to 7019), frozen once released. No entry holds a key, a password or
/// a token; names come as <c>DistinguishedName.Text</c> or are escaped by the caller, so that none can forge a line.
/// </summary>
internal static partial class Log
{
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
        "Login of {Subject} as {Account} refused, because the S3 credentials of that account cannot be determined: {Problem}")]
    public static partial void CredentialsUnavailable(this ILogger logger, string subject, string account, string problem);

    [LoggerMessage(7025, LogLevel.Error, "credential-map: {Problem}")]
    public static partial void CredentialMapProblem(this ILogger logger, string problem);

    [LoggerMessage(7026, LogLevel.Warning, "{Problem}; renew it, the server reads a renewed file by itself")]
    public static partial void CertificateExpires(this ILogger logger, string problem);

    [LoggerMessage(7030, LogLevel.Warning, "Data connection refused, because its peer's certificates are not accepted: {Problem}")]
    public static partial void DataPeerRejected(this ILogger logger, string problem);

    [LoggerMessage(7031, LogLevel.Warning, "Data connection refused: its peer is {Subject}, but {Expected} is expected")]
    public static partial void DataPeerMismatch(this ILogger logger, string subject, string expected);
}

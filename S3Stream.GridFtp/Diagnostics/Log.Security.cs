namespace S3Stream.GridFtp.Diagnostics;

/// <summary>
/// Log entries of security: ids 7000 to 7999, frozen once released. No entry holds a key, a password or a token; names come as
/// <c>DistinguishedName.Text</c> or are escaped by the caller, so that none can forge a line.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(7001, LogLevel.Information, "Trust directory {Directory} read: {Authorities} CA certificates, {RevocationLists} revocation lists")]
    public static partial void TrustDirectoryRead(this ILogger logger, string directory, int authorities, int revocationLists);

    [LoggerMessage(7002, LogLevel.Error, "Trust directory {Directory} cannot be read, what was read before stays in use: {Problem}")]
    public static partial void TrustDirectoryUnreadable(this ILogger logger, string directory, string problem);

    [LoggerMessage(7003, LogLevel.Warning, "Trust file {File} skipped: {Problem}")]
    public static partial void TrustFileSkipped(this ILogger logger, string file, string problem);

    [LoggerMessage(7004, LogLevel.Warning, "CA certificate {File} has no {PolicyFile} beside it: nothing it signed is accepted")]
    public static partial void AuthorityWithoutPolicy(this ILogger logger, string file, string policyFile);
}

using Microsoft.Extensions.Logging;

namespace S3Stream.Gsi.Diagnostics;

/// <summary>Log entries: ids 7000 to 7019, frozen once released. No entry holds a key or a token.</summary>
internal static partial class Log
{
    [LoggerMessage(
        7001,
        LogLevel.Information,
        "Trust directory {Directory} read: {Authorities} CA certificates, {RevocationLists} revocation lists")]
    public static partial void TrustDirectoryRead(this ILogger logger, string directory, int authorities, int revocationLists);

    [LoggerMessage(7002, LogLevel.Error, "Trust directory {Directory} cannot be read, and what was read before stays in use: {Problem}")]
    public static partial void TrustDirectoryUnreadable(this ILogger logger, string directory, string problem);

    [LoggerMessage(7003, LogLevel.Warning, "Trust file {File} skipped: {Problem}")]
    public static partial void TrustFileSkipped(this ILogger logger, string file, string problem);

    [LoggerMessage(7004, LogLevel.Warning, "CA certificate {File} has no {PolicyFile} beside it: no certificate that it signed is "
        + "accepted")]
    public static partial void AuthorityWithoutPolicy(this ILogger logger, string file, string policyFile);

    [LoggerMessage(7010, LogLevel.Information, "Grid map {File} read: {Names} distinguished names")]
    public static partial void GridMapRead(this ILogger logger, string file, int names);

    [LoggerMessage(7011, LogLevel.Warning, "Grid map {File}, line {Line} skipped: {Problem}")]
    public static partial void GridMapLineSkipped(this ILogger logger, string file, int line, string problem);
}

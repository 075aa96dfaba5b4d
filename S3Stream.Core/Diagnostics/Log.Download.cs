using Microsoft.Extensions.Logging;

namespace S3Stream.Diagnostics;

internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Debug, "Download of {Address} opened: {Bytes} bytes wanted, ranges of {RangeSize} bytes, version {ETag}")]
    public static partial void DownloadOpened(this ILogger logger, ObjectAddress address, long bytes, long rangeSize, string eTag);

    [LoggerMessage(2002, LogLevel.Debug, "Download of {Address} has read all its bytes")]
    public static partial void DownloadRead(this ILogger logger, ObjectAddress address);

    [LoggerMessage(2003, LogLevel.Information, "Read of {Address}, bytes {Range}, continues at byte {Offset}, attempt {Attempt}")]
    public static partial void RangeResumed(this ILogger logger, ObjectAddress address, long offset, Extent range, int attempt);

    [LoggerMessage(2004, LogLevel.Warning, "Download of {Address} failed")]
    public static partial void DownloadFailed(this ILogger logger, ObjectAddress address, Exception failure);

    [LoggerMessage(2005, LogLevel.Information, "Download of {Address} is not compared with a checksum: {Reason}")]
    public static partial void ChecksumNotTold(this ILogger logger, ObjectAddress address, string reason);
}

using Microsoft.Extensions.Logging;

namespace S3Stream.Diagnostics;

/// <summary>Log entries of requests to S3 (4xxx). No entry holds a URL or a credential.</summary>
internal static partial class Log
{
    [LoggerMessage(
        4001,
        LogLevel.Information,
        "{Operation}: attempt {Attempt} of {MaxAttempts} failed ({Reason}, {ErrorCode}), next one in {DelayMilliseconds:F0} ms: {Failure}")]
    public static partial void RequestRetried(
        this ILogger logger, string operation, int attempt, int maxAttempts, double delayMilliseconds, FailureReason reason,
        string? errorCode, string failure);

    [LoggerMessage(4002, LogLevel.Information, "Bucket {Bucket} is in region {Region}; its requests go to that region from now on")]
    public static partial void BucketRegionLearned(this ILogger logger, string bucket, string region);

    [LoggerMessage(
        4003, LogLevel.Warning,
        "The copy to {Bucket}/{Key} failed and its multipart upload {UploadId} could not be aborted; "
            + "a lifecycle rule or an operator has to remove it")]
    public static partial void CopyAbortFailed(this ILogger logger, Exception exception, string bucket, string key, string uploadId);

    [LoggerMessage(4004, LogLevel.Debug, "{Request}: {Outcome} after {Milliseconds:F1} ms")]
    public static partial void RequestEnded(this ILogger logger, string request, string outcome, double milliseconds);

    [LoggerMessage(
        4005, LogLevel.Warning,
        "{Request}: refused with 412 though the object's ETag is {ETag}; from now on reads are sent without If-Match, "
            + "and each answer's ETag is compared here")]
    public static partial void ETagRefused(this ILogger logger, string request, string etag);

    [LoggerMessage(
        4006, LogLevel.Warning,
        "{Request}: refused with {Header} ({Status} {ErrorCode}) and answered without it, twice in a row; the header is left out for a "
            + "while")]
    public static partial void HeaderRefused(this ILogger logger, string request, string header, int status, string? errorCode);

    [LoggerMessage(
        4007, LogLevel.Warning,
        "{Request}: refused with 412 though the source's ETag is {ETag}; from now on copies are sent without a condition, and their "
            + "source is looked "
            + "at before and after")]
    public static partial void CopyConditionRefused(this ILogger logger, string request, string etag);

    [LoggerMessage(
        4008, LogLevel.Information,
        "{Request}: bucket {Bucket} requires a checksum; bytes are sent with Content-MD5 from now on")]
    public static partial void Md5Needed(this ILogger logger, string request, string bucket);

    [LoggerMessage(
        4009, LogLevel.Warning,
        "The completion of {Address} was refused with InvalidPart: the store lists {Count} ETags that differ from those it had answered. "
            + "The parts are right, so the completion is sent again with the listed ETags")]
    public static partial void PartETagsListed(this ILogger logger, ObjectAddress address, int count);

    [LoggerMessage(
        4010, LogLevel.Information,
        "{Request}: the listing's url-encoding leaves + as it is (the prefix '+ ' came back as '{Echo}'); + in keys stays +")]
    public static partial void PlusIsLiteral(this ILogger logger, string request, string echo);

    [LoggerMessage(
        4011, LogLevel.Information,
        "Bucket {Bucket}: the store compares CRC64NVME (it answers the right one and has refused a wrong one); parts and objects go out "
            + "with it alone")]
    public static partial void ChecksumsCompared(this ILogger logger, string bucket);

    [LoggerMessage(
        4012, LogLevel.Information,
        "Bucket {Bucket}: the store takes CRC64NVME without a word and compares nothing with it; parts and objects go out with "
            + "Content-MD5")]
    public static partial void ChecksumsIgnored(this ILogger logger, string bucket);

    [LoggerMessage(
        4013, LogLevel.Warning,
        "Bucket {Bucket}: the store answers CRC64NVME but has stored a part whose checksum was wrong; parts and objects go out with "
            + "Content-MD5")]
    public static partial void WrongChecksumsTaken(this ILogger logger, string bucket);

    [LoggerMessage(
        4014, LogLevel.Warning,
        "Bucket {Bucket}: the store does not put parts of different lengths together; all parts of an upload have one length from now on")]
    public static partial void EqualPartsNeeded(this ILogger logger, string bucket);
}

using Microsoft.Extensions.Logging;

namespace S3Stream.Diagnostics;

/// <summary>Log entries. Event ids: 1xxx upload, 2xxx download, 3xxx memory, 4xxx storage; an id is never given a new meaning.</summary>
internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Debug, "{Address}: upload begins, declared length {Length}")]
    public static partial void UploadBegins(this ILogger logger, ObjectAddress address, long? length);

    [LoggerMessage(1002, LogLevel.Debug, "{Address}: upload continues with {Parts} parts, {Bytes} bytes stored before")]
    public static partial void UploadResumes(this ILogger logger, ObjectAddress address, int parts, long bytes);

    [LoggerMessage(1003, LogLevel.Debug, "{Address}: upload complete, {Length} bytes")]
    public static partial void UploadComplete(this ILogger logger, ObjectAddress address, long length);

    [LoggerMessage(1004, LogLevel.Information, "{Address}: upload ended without an object: {Reason}")]
    public static partial void UploadEnded(this ILogger logger, ObjectAddress address, string reason);

    [LoggerMessage(
        1005, LogLevel.Information, "{Address}: the answer to CompleteMultipartUpload proved nothing ({Answer}), but the object in the "
            + "store is this upload's")]
    public static partial void CompletionProven(this ILogger logger, ObjectAddress address, string answer);

    [LoggerMessage(
        1006, LogLevel.Warning,
        "{Address}: the multipart upload could not be aborted; it stays until a lifecycle rule of the store removes it")]
    public static partial void AbortFailed(this ILogger logger, ObjectAddress address, Exception exception);

    [LoggerMessage(
        1007, LogLevel.Information,
        "{Address}: the open multipart upload is not continued, because its parts do not have the sizes of these settings")]
    public static partial void ResumeDoesNotFit(this ILogger logger, ObjectAddress address);

    [LoggerMessage(1008, LogLevel.Debug, "{Address}: the MD5 is given up; CKSM will have to read the object")]
    public static partial void Md5GivenUp(this ILogger logger, ObjectAddress address);

    [LoggerMessage(
        1010, LogLevel.Warning,
        "{Address}: the upload journal could not be changed for upload {UploadId}, and is tried again with the next one: {Reason}")]
    public static partial void JournalNotWritten(this ILogger logger, ObjectAddress address, string uploadId, string reason);

    [LoggerMessage(1011, LogLevel.Warning, "{Path} in the upload journal could not be read: {Reason}")]
    public static partial void JournalNotRead(this ILogger logger, string path, string reason);

    [LoggerMessage(
        1012, LogLevel.Information, "{Address}: the abandoned upload of {Parts} parts and {Bytes} bytes was aborted")]
    public static partial void StaleUploadAborted(this ILogger logger, ObjectAddress address, int parts, long bytes);

    [LoggerMessage(
        1009, LogLevel.Information,
        "{Address}: the look at whether the object was made failed, so the completion's own failure counts: {Reason}")]
    public static partial void CompletionNotLookedAt(this ILogger logger, ObjectAddress address, string reason);

    [LoggerMessage(1013, LogLevel.Warning, "{Address}: the abandoned upload could not be aborted: {Reason}")]
    public static partial void StaleUploadStays(this ILogger logger, ObjectAddress address, string reason);

    [LoggerMessage(1014, LogLevel.Information, "{Address}: the upload is taken over from a session that still held it")]
    public static partial void UploadTakenOver(this ILogger logger, ObjectAddress address);

    [LoggerMessage(
        1015, LogLevel.Information,
        "{Address}: an open upload is not continued, because a transfer holds it that is another owner's or not kept for a resume")]
    public static partial void UploadHeldElsewhere(this ILogger logger, ObjectAddress address);

    [LoggerMessage(1016, LogLevel.Information, "{Address}: the upload is not aborted: it has parts that somebody may continue from")]
    public static partial void UploadLeft(this ILogger logger, ObjectAddress address);

    [LoggerMessage(1017, LogLevel.Information, "{Address}: the upload is aborted without a look at its parts: {Reason}")]
    public static partial void PartsNotListed(this ILogger logger, ObjectAddress address, string reason);

    [LoggerMessage(
        1018, LogLevel.Warning,
        "{Address}: part {Part} is sent again with Content-MD5, as the store answered the ETag {ETag} and the MD5 of the bytes is {Md5}")]
    public static partial void PartSentAgain(this ILogger logger, ObjectAddress address, int part, string etag, string md5);
}

namespace S3Stream.Storage;

/// <summary>The multipart upload that is to replace an object by itself, with other metadata.</summary>
/// <param name="Entry">The object as it was looked at.</param>
/// <param name="UploadId">The upload.</param>
internal sealed record RewriteStart(ObjectEntry Entry, string UploadId);

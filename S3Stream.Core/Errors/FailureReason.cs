namespace S3Stream;

/// <summary>What went wrong, in the terms a protocol needs to answer its client. One value per answer a client could act on.</summary>
public enum FailureReason
{
    /// <summary>No more specific reason is known.</summary>
    Unknown = 0,

    /// <summary>The bucket, object or multipart upload does not exist (S3: NoSuchKey, NoSuchBucket, NoSuchUpload, 404).</summary>
    NotFound,

    /// <summary>The credentials do not allow it, or are wrong (S3: AccessDenied, InvalidAccessKeyId, SignatureDoesNotMatch, 403).</summary>
    AccessDenied,

    /// <summary>It exists already, or a condition on its existence failed (S3: 412 on If-None-Match, BucketAlreadyExists).</summary>
    AlreadyExists,

    /// <summary>The object changed while it was read (S3: 412 on If-Match).</summary>
    Changed,

    /// <summary>The bucket still holds objects (S3: BucketNotEmpty).</summary>
    NotEmpty,

    /// <summary>The request is invalid for this store, and would be again (S3: other 4xx).</summary>
    Invalid,

    /// <summary>The store cannot do this (S3: 501 NotImplemented, or a limit of the profile).</summary>
    NotSupported,

    /// <summary>The store is out of space or over quota (S3: 507, QuotaExceeded).</summary>
    NoSpace,

    /// <summary>The store asks to slow down (S3: 503 SlowDown, 429).</summary>
    Throttled,

    /// <summary>The store or the way to it failed; the same request may succeed later (S3: 5xx, connection lost, time-out).</summary>
    Unavailable,

    /// <summary>
    /// The bytes that arrived or were stored are not the bytes that were sent (S3: BadDigest, a checksum or length that differs).
    /// </summary>
    Corrupt,

    /// <summary>Bytes of the object never arrived, or it is shorter than declared.</summary>
    Incomplete,

    /// <summary>Bytes arrived twice with different content, or after their part was stored.</summary>
    Overlap,

    /// <summary>
    /// The memory budget cannot hold what has to be held at once: a part larger than the budget allows, or a sender whose order of bytes
    /// needs more parts open than fit. The message names the setting to raise.
    /// </summary>
    MemoryBudget,

    /// <summary>
    /// Another writer was changing the same object while the upload was completed; the upload is lost and has to be sent again from its
    /// first byte (S3: 409 ConditionalRequestConflict on CompleteMultipartUpload).
    /// </summary>
    Conflict,

    /// <summary>
    /// The request has more bytes than the store, or a proxy before it, takes (S3: EntityTooLarge, 413). The message names them and the
    /// setting.
    /// </summary>
    TooLarge,

    /// <summary>The store's host name cannot be resolved, or no TLS connection be made; it may be later.</summary>
    Unreachable,

    /// <summary>The object is still what the condition named, so that there is nothing new to read (S3: 304 Not Modified).</summary>
    NotModified,

    /// <summary>None of the bytes asked for is in the object (S3: InvalidRange, 416).</summary>
    RangeNotSatisfiable,

    /// <summary>The transfer took longer than <see cref="TransferOptions.Timeout"/>.</summary>
    TimedOut,
}

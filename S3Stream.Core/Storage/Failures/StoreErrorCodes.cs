using System.Collections.Frozen;
using System.Net;

namespace S3Stream.Storage.Failures;

/// <summary>What S3's error codes and HTTP statuses mean. A table: codes first, since some servers send odd statuses with them.</summary>
internal static class StoreErrorCodes
{
    private static readonly FrozenDictionary<string, FailureReason> Codes = new Dictionary<string, FailureReason>
    {
        ["NoSuchKey"] = FailureReason.NotFound,
        ["NoSuchBucket"] = FailureReason.NotFound,
        ["NoSuchUpload"] = FailureReason.NotFound,
        ["NoSuchVersion"] = FailureReason.NotFound,
        ["NotFound"] = FailureReason.NotFound,
        ["AccessDenied"] = FailureReason.AccessDenied,
        ["AllAccessDisabled"] = FailureReason.AccessDenied,
        ["AccountProblem"] = FailureReason.AccessDenied,
        ["InvalidAccessKeyId"] = FailureReason.AccessDenied,
        ["InvalidToken"] = FailureReason.AccessDenied,
        ["SignatureDoesNotMatch"] = FailureReason.AccessDenied,
        ["AuthorizationHeaderMalformed"] = FailureReason.Invalid,
        ["BucketAlreadyExists"] = FailureReason.AlreadyExists,
        ["BucketAlreadyOwnedByYou"] = FailureReason.AlreadyExists,
        ["BucketNotEmpty"] = FailureReason.NotEmpty,
        ["NotImplemented"] = FailureReason.NotSupported,
        ["MethodNotAllowed"] = FailureReason.NotSupported,

        // archived: the object exists but cannot be read before it is restored
        ["InvalidObjectState"] = FailureReason.NotSupported,
        ["EntityTooLarge"] = FailureReason.TooLarge,
        ["MaxMessageLengthExceeded"] = FailureReason.TooLarge,
        ["QuotaExceeded"] = FailureReason.NoSpace,
        ["InsufficientStorage"] = FailureReason.NoSpace,
        ["XMinioStorageFull"] = FailureReason.NoSpace,
        ["XMinioAdminBucketQuotaExceeded"] = FailureReason.NoSpace,
        ["SlowDown"] = FailureReason.Throttled,
        ["SlowDownRead"] = FailureReason.Throttled,
        ["SlowDownWrite"] = FailureReason.Throttled,
        ["Throttling"] = FailureReason.Throttled,
        ["ThrottlingException"] = FailureReason.Throttled,
        ["RequestThrottled"] = FailureReason.Throttled,
        ["RequestLimitExceeded"] = FailureReason.Throttled,
        ["BandwidthLimitExceeded"] = FailureReason.Throttled,
        ["TooManyRequests"] = FailureReason.Throttled,
        ["InternalError"] = FailureReason.Unavailable,
        ["ServiceUnavailable"] = FailureReason.Unavailable,
        ["OperationAborted"] = FailureReason.Unavailable,
        ["ConditionalRequestConflict"] = FailureReason.Unavailable,
        ["RequestTimeout"] = FailureReason.Unavailable,
        ["IncompleteBody"] = FailureReason.Unavailable,

        // S3's code for "try again" while a bucket's name is still being settled
        ["TemporaryRedirect"] = FailureReason.Unavailable,

        // the next attempt is signed anew, with fresh credentials and a corrected clock (the SDK learns it from the answer's Date)
        ["RequestTimeTooSkewed"] = FailureReason.Unavailable,
        ["RequestExpired"] = FailureReason.Unavailable,
        ["ExpiredToken"] = FailureReason.Unavailable,
        ["ExpiredTokenException"] = FailureReason.Unavailable,
        ["TokenRefreshRequired"] = FailureReason.Unavailable,
        ["BadDigest"] = FailureReason.Corrupt,
        ["BadChecksum"] = FailureReason.Corrupt,
        ["XAmzContentChecksumMismatch"] = FailureReason.Corrupt,
        ["XAmzContentSHA256Mismatch"] = FailureReason.Corrupt,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The reason behind an answer.</summary>
    /// <param name="status">Its HTTP status; 200 when the error came in the body of one that began well.</param>
    /// <param name="errorCode">S3's error code, if there was one.</param>
    /// <param name="preconditionMeans">What 412 means for this request.</param>
    public static FailureReason ReasonOf(HttpStatusCode status, string? errorCode, FailureReason preconditionMeans)
    {
        if (status == HttpStatusCode.PreconditionFailed)
        {
            return preconditionMeans;
        }

        return errorCode is not null && Codes.TryGetValue(errorCode, out FailureReason reason) ? reason : ReasonOf(status);
    }

    private static FailureReason ReasonOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotModified => FailureReason.NotModified,
        HttpStatusCode.RequestedRangeNotSatisfiable => FailureReason.RangeNotSatisfiable,
        HttpStatusCode.NotFound => FailureReason.NotFound,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => FailureReason.AccessDenied,
        HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented => FailureReason.NotSupported,
        HttpStatusCode.RequestEntityTooLarge => FailureReason.TooLarge,
        HttpStatusCode.Redirect or HttpStatusCode.RedirectMethod or HttpStatusCode.TemporaryRedirect => FailureReason.Unavailable,
        HttpStatusCode.InsufficientStorage => FailureReason.NoSpace,
        HttpStatusCode.TooManyRequests => FailureReason.Throttled,
        HttpStatusCode.RequestTimeout => FailureReason.Unavailable,
        >= HttpStatusCode.InternalServerError => FailureReason.Unavailable,
        < HttpStatusCode.MultipleChoices => FailureReason.Unavailable,
        _ => FailureReason.Invalid,
    };
}

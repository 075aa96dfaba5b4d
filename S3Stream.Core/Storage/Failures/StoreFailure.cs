using System.Net;
using System.Security.Authentication;
using System.Xml;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;

namespace S3Stream.Storage.Failures;

/// <summary>The one place that turns what the SDK, HTTP and S3 report into a <see cref="StorageException"/>. Pure.</summary>
internal static class StoreFailure
{
    /// <summary>The error code of a CompleteMultipartUpload whose answer does not prove that the object exists.</summary>
    public const string UnprovenCompletion = "UnprovenCompletion";

    /// <summary>
    /// The error code of an answer with more bytes than it said. What came of it before may be in use already, so it is not read again.
    /// </summary>
    public const string OverlongAnswer = "OverlongAnswer";

    /// <summary>
    /// The error code of parts in the store that are not, or not provably, those that were sent. Sending Complete again does not help.
    /// </summary>
    public const string PartNotAsSent = "PartNotAsSent";

    private const string NoTls = "the service does not speak TLS at that address: is it http?";

    private const string NoCredentials = "there are no S3 credentials: neither in the environment (AWS_ACCESS_KEY_ID and "
        + "AWS_SECRET_ACCESS_KEY), nor in a profile (~/.aws/credentials), nor by a web identity, a container or an instance's role";

    private const string TlsAdvice = "Check the service's certificate and the certificate authorities that are trusted for it.";

    /// <summary>The error code of an answer that is broken off or no XML.</summary>
    public const string UnreadableAnswer = "UnreadableAnswer";

    /// <summary>The failure that <paramref name="exception"/> stands for. A <see cref="StorageException"/> stays what it is.</summary>
    public static StorageException From(Exception exception, StoreCall call) => exception switch
    {
        StorageException known => known,
        AmazonUnmarshallingException or XmlException => Create(
            FailureReason.Unavailable, call, "the answer could not be read", UnreadableAnswer, inner: exception),
        AmazonServiceException service when service.StatusCode != 0 && service is not AmazonS3Exception => FromOther(service, call),
        AmazonServiceException service when service.StatusCode != 0 => FromAnswer(service, call),
        HttpErrorResponseException answer => FromStatus(answer, call),
        _ => FromConnection(exception, call),
    };

    /// <summary>The failure of an answer that was received without the SDK.</summary>
    public static StorageException FromAnswer(
        HttpStatusCode status,
        string? errorCode,
        string? text,
        TimeSpan? retryAfter,
        string? requestId,
        StoreCall call,
        string? bucketRegion = null)
    {
        FailureReason reason = StoreErrorCodes.ReasonOf(status, errorCode, call.PreconditionMeans);
        string what = string.IsNullOrWhiteSpace(text) ? $"HTTP {(int)status}" : KeyText.Printable(text.Trim());
        return new StorageException(reason, Compose(reason, call, what, status, errorCode, requestId), (int)status, errorCode)
        {
            Operation = call.Name,
            RequestId = requestId,
            RetryAfter = retryAfter,
            BucketRegion = bucketRegion,
        };
    }

    /// <summary>A failure that we found ourselves.</summary>
    public static StorageException Create(
        FailureReason reason, StoreCall call, string what, string? errorCode = null, int status = 0, Exception? inner = null) =>
        new(reason, Compose(reason, call, what, (HttpStatusCode)status, errorCode, requestId: null), status, errorCode, inner)
        {
            Operation = call.Name,
            RequestId = (inner as S3StreamException)?.RequestId ?? (inner as AmazonServiceException)?.RequestId,
        };

    /// <summary>No byte moved for too long.</summary>
    public static StorageException NoProgress(StoreCall call, TimeSpan limit, Exception inner) =>
        Create(FailureReason.Unavailable, call, $"no progress within {limit.TotalSeconds:0.###} s", "NoProgress", inner: inner);

    /// <summary>
    /// The answer's header, from whichever exception of the chain holds the answer; <see langword="null"/> when there is none.
    /// </summary>
    public static string? HeaderOf(Exception exception, string name)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (e is HttpErrorResponseException { Response: { } response })
            {
                return response.IsHeaderPresent(name) ? response.GetHeaderValue(name) : null;
            }
        }

        return null;
    }

    private static StorageException FromAnswer(AmazonServiceException e, StoreCall call)
    {
        // The answer to a HEAD has no body and so no code; the SDK puts the status' name there.
        string? code = string.IsNullOrEmpty(e.ErrorCode) || call.IsHead ? null : e.ErrorCode;
        FailureReason reason = StoreErrorCodes.ReasonOf(e.StatusCode, code, call.PreconditionMeans);
        string message = Compose(reason, call, KeyText.Printable(e.Message.Trim()), e.StatusCode, code, e.RequestId);
        return new StorageException(reason, message, (int)e.StatusCode, code, e)
        {
            Operation = call.Name,
            RequestId = e.RequestId,
            RetryAfter = RetryAfterOf(e),
        };
    }

    /// <summary>
    /// The service that gives credentials (STS) did not. Its answer about a missing role must not look like an object that is not there.
    /// </summary>
    private static StorageException FromOther(AmazonServiceException e, StoreCall call)
    {
        FailureReason reason = StoreErrorCodes.ReasonOf(e.StatusCode, e.ErrorCode, FailureReason.AccessDenied);
        reason = reason is FailureReason.Unavailable or FailureReason.Throttled ? reason : FailureReason.AccessDenied;
        return Create(reason, call, $"no credentials: {KeyText.Printable(e.Message.Trim())}", e.ErrorCode, (int)e.StatusCode, e);
    }

    private static StorageException FromStatus(HttpErrorResponseException e, StoreCall call)
    {
        HttpStatusCode status = e.Response.StatusCode;
        FailureReason reason = StoreErrorCodes.ReasonOf(status, null, call.PreconditionMeans);
        string message = Compose(reason, call, $"HTTP {(int)status}", status, errorCode: null, requestId: null);
        return new StorageException(reason, message, (int)status, errorCode: null, e)
        {
            Operation = call.Name,
            RequestId = HeaderOf(e, "x-amz-request-id"),
            RetryAfter = RetryAfterOf(e),
        };
    }

    private static StorageException FromConnection(Exception exception, StoreCall call)
    {
        // The SDK wraps connection failures in one or two of its own exceptions; the innermost one names the cause.
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } unresolved:
                    return Create(
                        FailureReason.Unreachable, call,
                        $"the host name of the store cannot be resolved: {unresolved.Message}. Check the endpoint address and the name "
                            + "server of this machine", "NameNotResolved", inner: exception);
                case AuthenticationException when e.Message.Contains("frame size", StringComparison.Ordinal):
                    return Create(FailureReason.Unreachable, call, NoTls, "NoTls", inner: exception);
                case AuthenticationException:
                    return Create(
                        FailureReason.Unreachable, call, $"TLS failed: {e.Message} {TlsAdvice}", "TlsFailure", inner: exception);
                case HttpRequestException or IOException or TimeoutException or OperationCanceledException
                    when e.InnerException is null || e is HttpIOException:
                    return Create(
                        FailureReason.Unavailable, call, $"the connection failed: {e.Message}", "ConnectionFailure", inner: exception);
            }
        }

        return exception switch
        {
            HttpRequestException or IOException => Create(
                FailureReason.Unavailable, call, $"the connection failed: {exception.Message}", "ConnectionFailure", inner: exception),
            AmazonClientException when IsWithoutCredentials(exception) => Create(
                FailureReason.AccessDenied, call, NoCredentials, "NoCredentials", inner: exception),
            AmazonClientException => Create(FailureReason.AccessDenied, call, exception.Message, "ClientFailure", inner: exception),
            ArgumentException => Create(FailureReason.Invalid, call, exception.Message, inner: exception),
            _ => Create(FailureReason.Unknown, call, exception.Message, inner: exception),
        };
    }

    /// <summary>The SDK has looked in every place of its chain, and says of each in its own words what was not there.</summary>
    private static bool IsWithoutCredentials(Exception exception) =>
        exception.Message.StartsWith("Failed to resolve AWS credentials", StringComparison.Ordinal)
        || exception.Message.Contains("IAM security credentials", StringComparison.Ordinal);

    private static TimeSpan? RetryAfterOf(Exception exception) =>
        RetryAfterText.Parse(HeaderOf(exception, "Retry-After"), HeaderOf(exception, "x-amz-retry-after"));

    private static string Advice(FailureReason reason, StoreCall call, HttpStatusCode status, string? errorCode) => reason switch
    {
        _ when errorCode == "InvalidObjectState" =>
            " The object is archived and must be restored before it can be read or copied (S3: RestoreObject).",
        _ when (int)status is >= 300 and < 400 and not 304 =>
            " The store redirects to an address that the configuration does not name, so the request does not follow. Check the endpoint.",
        FailureReason.TooLarge => TooLarge(call, errorCode),
        FailureReason.AccessDenied when call.IsHead && status == HttpStatusCode.Forbidden =>
            " The credentials lack s3:GetObject for it; or the object does not exist and they lack s3:ListBucket, without which S3 "
                + "answers 403"
                + " instead of 404.",
        FailureReason.AccessDenied when errorCode == "NoCredentials" => "",
        FailureReason.AccessDenied => " Check the credentials and what their policy allows for this bucket.",
        FailureReason.NoSpace => " Free space in the store or raise its quota.",
        FailureReason.NotSupported => " Choose a store profile that does without this.",
        _ => "",
    };

    private static string TooLarge(StoreCall call, string? errorCode)
    {
        string who = errorCode is null ? "A proxy or load balancer in front of the store" : "The store";
        return call.BodyLength == 0
            ? $" {who} limits the size of a request."
            : FormattableString.Invariant(
                $" {who} limits the size of a request, and this one has {call.BodyLength} bytes. ")
                + "Set a part size below that limit (parts have at least 5 MiB), or raise the limit (nginx: client_max_body_size).";
    }

    private static string Compose(
        FailureReason reason, StoreCall call, string what, HttpStatusCode status, string? errorCode, string? requestId)
    {
        string advice = Advice(reason, call, status, errorCode);
        string? http = status == 0 ? null : $"HTTP {(int)status}";
        string? request = string.IsNullOrEmpty(requestId) ? null : $"request {requestId}";
        string facts = string.Join(", ", new[] { http, errorCode, request }.Where(fact => fact is not null));
        // RGW's errors have no text
        string said = what.Length == 0 ? "." : $": {what}{(what.EndsWith('.') ? "" : ".")}";
        return facts.Length == 0 ? $"{call} failed{said}{advice}" : $"{call} failed ({facts}){said}{advice}";
    }
}

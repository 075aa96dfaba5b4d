using System.Net.Http.Headers;
using S3Stream.Storage.Failures;
using S3Stream.Storage.Signing;

namespace S3Stream.Storage.Requests;

/// <summary>
/// What the head of an answer to a ranged GetObject says, held against what was asked. A 200 or a 206 alone proves nothing: a proxy's page,
/// a cache's old range and an unpacked object come with them too. Pure.
/// </summary>
internal static class RangeAnswer
{
    /// <summary>The error code of an answer whose bytes are not the stored ones of the range.</summary>
    public const string NotStoredBytes = "NotStoredBytes";

    /// <summary>The error code of a whole object where a range was asked for.</summary>
    public const string RangeIgnored = "RangeIgnored";

    /// <summary>The object's length and the part of the range that lies in it, of a 206 (RFC 9110 15.3.7).</summary>
    /// <exception cref="StorageException">
    /// <see cref="FailureReason.Corrupt"/>: another range, or a body of another length. <see cref="FailureReason.Changed"/>: another
    /// version.
    /// </exception>
    public static (Extent Actual, long Total) OfPart(RangeRequest asked, HttpResponseMessage response)
    {
        RequireETag(asked, response);
        string? text = SignedRequests.Header(response, "Content-Range");
        if (text?.EndsWith("/0", StringComparison.Ordinal) == true)
        {
            // s3rver says so (bytes 0-0/0) where others say 416; a look-up tells whether the object is empty
            throw StoreFailure.Create(FailureReason.Invalid, asked.Call, $"answered with '{text}'", "InvalidRange", 416);
        }

        if (!ContentRangeHeaderValue.TryParse(text, out ContentRangeHeaderValue? header)
            || header is not { Unit: "bytes", From: { } from, To: { } to, Length: { } total })
        {
            throw Wrong(
                asked.Call, $"asked for bytes {asked.Range}, answered 206 with bytes of unknown position (Content-Range '{text}')");
        }

        RequireVersion(asked, SignedRequests.Header(response, "ETag"));
        var actual = Extent.Between(from, to + 1);
        if (from != asked.Range.Offset || actual.Length != Math.Min(asked.Range.Length, total - from))
        {
            throw Wrong(asked.Call, $"asked for bytes {asked.Range}, answered with '{text}'");
        }

        return response.Content.Headers.ContentLength is { } length && length != actual.Length
            ? throw Wrong(asked.Call, $"the answer for '{text}' has {length} bytes (Content-Length)")
            : (actual, total);
    }

    /// <summary>Holds a 200, which claims to be the whole object, against what a look-up says of that.</summary>
    /// <exception cref="StorageException">
    /// <see cref="FailureReason.Corrupt"/>: it is something else. <see cref="FailureReason.NotSupported"/>: it is, and not what was asked.
    /// </exception>
    public static void RequireWhole(RangeRequest asked, ObjectEntry found, HttpResponseMessage response)
    {
        string etag = KeyText.Unquote(SignedRequests.Header(response, "ETag"));
        if (etag != found.ETag)
        {
            throw Wrong(asked.Call, $"asked for a range, answered 200 with ETag {KeyText.Printable(etag)}; the object's is {found.ETag}");
        }

        if (response.Content.Headers.ContentLength is { } length && length != found.Length)
        {
            throw Wrong(asked.Call, $"asked for a range, answered 200 with {length} bytes; the object has {found.Length}");
        }

        if (asked.Range.Offset != 0 || found.Length > asked.Range.Length)
        {
            throw StoreFailure.Create(
                FailureReason.NotSupported, asked.Call, "the store, or a proxy in front of it, ignores the Range header", RangeIgnored);
        }
    }

    /// <summary>The version that an answer is of must be the one that was asked for: a store may ignore If-Match.</summary>
    /// <exception cref="StorageException"><see cref="FailureReason.Changed"/>.</exception>
    public static void RequireVersion(RangeRequest asked, string? answered)
    {
        if (asked.ETag is { } etag && KeyText.Unquote(answered) != KeyText.Unquote(etag))
        {
            throw StoreFailure.Create(
                FailureReason.Changed,
                asked.Call,
                $"the object has changed: its ETag is {KeyText.Printable(KeyText.Unquote(answered))}, not {KeyText.Unquote(etag)}",
                "PreconditionFailed",
                412);
        }
    }

    /// <summary>What came is not what is stored; the same request may be answered rightly the next time.</summary>
    public static StorageException Wrong(StoreCall call, string what) =>
        StoreFailure.Create(FailureReason.Corrupt, call, what, NotStoredBytes);

    /// <summary>Every object has an ETag.</summary>
    /// <exception cref="StorageException"><see cref="FailureReason.Corrupt"/>.</exception>
    public static void RequireETag(RangeRequest asked, HttpResponseMessage response)
    {
        if (KeyText.Unquote(SignedRequests.Header(response, "ETag")).Length == 0)
        {
            int status = (int)response.StatusCode;
            string type = KeyText.Printable(SignedRequests.Header(response, "Content-Type") ?? "none");
            throw Wrong(
                asked.Call,
                FormattableString.Invariant($"the answer {status} has no ETag (Content-Type {type}); it comes from a proxy"));
        }
    }
}

using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace S3Stream.Embedded;

/// <summary>Conditional headers, held against the object they speak of.</summary>
internal sealed record Conditions
{
    public string? IfMatch { get; init; }

    public string? IfNoneMatch { get; init; }

    public DateTimeOffset? IfModifiedSince { get; init; }

    public DateTimeOffset? IfUnmodifiedSince { get; init; }

    public static Conditions OfRequest(StoreRequest request) => Read(request, "");

    public static Conditions OfCopySource(StoreRequest request) => Read(request, "x-amz-copy-source-");

    /// <summary>RFC 9110, section 13.2.2: the tags rule where both a tag and a date are given.</summary>
    public void CheckRead(ObjectRecord record, bool notModifiedAllowed)
    {
        DateTimeOffset modified = record.ModifiedSeconds;
        bool failed = IfMatch is not null ? !Matches(IfMatch, record.ETag, strong: true) : IfUnmodifiedSince < modified;
        if (failed)
        {
            throw StoreError.PreconditionFailed.Fault();
        }

        bool unchanged = IfNoneMatch is not null ? Matches(IfNoneMatch, record.ETag, strong: false) : IfModifiedSince >= modified;
        if (unchanged)
        {
            throw notModifiedAllowed ? NotModified(record) : StoreError.PreconditionFailed.Fault();
        }
    }

    /// <summary>
    /// For writes S3 knows "If-None-Match: *" (only if there is no such object yet) and "If-Match: etag" (only over that one).
    /// </summary>
    public void CheckWrite(ObjectRecord? current)
    {
        if (IfNoneMatch is not null && IfNoneMatch.Trim() != "*")
        {
            throw StoreError.NotImplemented.Fault("A write takes If-None-Match only with the value *.");
        }

        if (IfNoneMatch is not null && current is not null)
        {
            throw StoreError.PreconditionFailed.Fault();
        }

        if (IfMatch is not null)
        {
            string etag = current?.ETag ?? throw StoreError.NoSuchKey.Fault();
            if (!Matches(IfMatch, etag, strong: true))
            {
                throw StoreError.PreconditionFailed.Fault();
            }
        }
    }

    /// <summary>Tags are compared without their quotes, which many clients leave off.</summary>
    public static bool SameETag(string one, string other) => one.Trim().Trim('"') == other.Trim().Trim('"');

    private static StoreFaultException NotModified(ObjectRecord record) => new(StoreError.NotModified, StoreError.NotModified.Message)
    {
        Headers = new Dictionary<string, string>
        {
            ["ETag"] = record.QuotedETag,
            ["Last-Modified"] = record.Modified.ToString("R", CultureInfo.InvariantCulture),
        },
    };

    /// <summary>RFC 9110, section 8.8.3.2: If-Match compares strongly, where a weak tag matches nothing; If-None-Match weakly.</summary>
    private static bool Matches(string header, string etag, bool strong)
    {
        if (!EntityTagHeaderValue.TryParseList([header], out IList<EntityTagHeaderValue>? tags))
        {
            return SameETag(header, etag); // many clients leave the quotes off, which is no entity tag by the RFC
        }

        var stored = new EntityTagHeaderValue($"\"{etag}\"");
        return tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(stored, useStrongComparison: strong));
    }

    private static Conditions Read(StoreRequest request, string prefix) => new()
    {
        IfMatch = request.Header(prefix + "if-match"),
        IfNoneMatch = request.Header(prefix + "if-none-match"),
        IfModifiedSince = Date(request.Header(prefix + "if-modified-since")),
        IfUnmodifiedSince = Date(request.Header(prefix + "if-unmodified-since")),
    };

    /// <summary>A date that cannot be read is no condition (RFC 9110, section 13.1.3).</summary>
    private static DateTimeOffset? Date(string? text) => HeaderUtilities.TryParseDate(text, out DateTimeOffset date) ? date : null;
}

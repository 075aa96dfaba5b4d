using System.Net.Http.Headers;
using Amazon.S3.Model;

namespace S3Stream.Storage;

/// <content>Ranged reads.</content>
internal sealed partial class S3ObjectStore
{
    public async Task<RangeReply> GetRangeAsync(ObjectAddress address, Extent range, string? etag, CancellationToken cancellationToken)
    {
        var call = new StoreCall("GetObject", address);
        if (range.IsEmpty)
        {
            return await BeyondEndAsync(call, address, range, etag, cancellationToken).ConfigureAwait(false);
        }

        var request = new GetObjectRequest { BucketName = address.Bucket, Key = address.Key, ByteRange = new ByteRange(range.Offset, range.End - 1) };
        if (etag is not null)
        {
            request.EtagToMatch = KeyText.Quote(etag);
        }

        try
        {
            GetObjectResponse response = await CallAsync(
                call, address.Bucket, (client, token) => client.GetObjectAsync(request, token), cancellationToken).ConfigureAwait(false);
            return Accept(call, address, range, etag, response);
        }
        catch (StorageException e) when (e.StatusCode == 416)
        {
            return await BeyondEndAsync(call, address, range, etag, cancellationToken).ConfigureAwait(false);
        }
    }

    private RangeReply Accept(StoreCall call, ObjectAddress address, Extent range, string? etag, GetObjectResponse response)
    {
        try
        {
            (Extent actual, long total) = ActualRange(call, range, response);
            ObjectEntry entry = ObjectFacts.From(address, response, total);
            RequireSameVersion(call, entry, etag);
            if (actual.IsEmpty)
            {
                response.Dispose();
                return new RangeReply(actual, entry, null);
            }

            return new RangeReply(
                actual, entry, new RangeBodyStream(response.ResponseStream, response, actual.Length, call, _options.RequestTimeout, _options.TimeProvider));
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    // What the answer holds must be what was asked for, cut at the object's end: bytes of another place would be stored as if they were
    // right.
    private static (Extent Actual, long Total) ActualRange(StoreCall call, Extent range, GetObjectResponse response)
    {
        if (ContentRangeHeaderValue.TryParse(response.ContentRange, out ContentRangeHeaderValue? header)
            && header is { From: { } from, To: { } to, Length: { } total })
        {
            var actual = Extent.Between(from, to + 1);
            return from == range.Offset && actual.Length == Math.Min(range.Length, total - range.Offset)
                ? (actual, total)
                : throw StoreFailure.Create(
                    FailureReason.Corrupt, call, $"asked for bytes {range}, answered with '{response.ContentRange}'", "WrongRange");
        }

        // without Content-Range it is the whole object
        return range.Offset == 0 && response.ContentLength <= range.Length
            ? (new Extent(0, response.ContentLength), response.ContentLength)
            : throw StoreFailure.Create(FailureReason.NotSupported, call, "the store ignores the Range header", "RangeIgnored");
    }

    // A store that ignores If-Match must not slip another version in.
    private static void RequireSameVersion(StoreCall call, ObjectEntry entry, string? etag)
    {
        if (etag is not null && entry.ETag != KeyText.Unquote(etag))
        {
            throw StoreFailure.Create(
                FailureReason.Changed, call, $"the object has changed: its ETag is {entry.ETag}, not {KeyText.Unquote(etag)}", "PreconditionFailed", 412);
        }
    }

    private async Task<RangeReply> BeyondEndAsync(
        StoreCall call, ObjectAddress address, Extent range, string? etag, CancellationToken cancellationToken)
    {
        ObjectEntry entry = await HeadAsync(address, cancellationToken).ConfigureAwait(false)
            ?? throw StoreFailure.Create(FailureReason.NotFound, call, "there is no such object", "NoSuchKey", 404);
        RequireSameVersion(call, entry, etag);
        return range.Offset < entry.Length && !range.IsEmpty
            ? throw StoreFailure.Create(
                FailureReason.Changed, call, $"bytes {range} were refused, but the object has {entry.Length} bytes", "InvalidRange", 416)
            : new RangeReply(new Extent(range.Offset, 0), entry, null);
    }
}

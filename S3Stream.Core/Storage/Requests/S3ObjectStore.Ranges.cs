using System.Globalization;
using System.Net.Http.Headers;

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

        try
        {
            HttpResponseMessage response = await CallAsync(
                call,
                address.Bucket,
                (client, token) => _requests.SendAsync(client, Describe(address, range, etag), call, token),
                cancellationToken).ConfigureAwait(false);
            return await AcceptAsync(call, address, range, etag, response).ConfigureAwait(false);
        }
        catch (StorageException e) when (e.StatusCode == 416)
        {
            return await BeyondEndAsync(call, address, range, etag, cancellationToken).ConfigureAwait(false);
        }
    }

    private ObjectRequest Describe(ObjectAddress address, Extent range, string? etag)
    {
        var request = new ObjectRequest(HttpMethod.Get, address);
        request.Set("range", string.Create(CultureInfo.InvariantCulture, $"bytes={range.Offset}-{range.End - 1}"));
        if (etag is not null)
        {
            request.Set("if-match", KeyText.Quote(etag));
        }

        _connection.Headers.AddAccess(address, request.Set);
        return request;
    }

    private async Task<RangeReply> AcceptAsync(
        StoreCall call, ObjectAddress address, Extent range, string? etag, HttpResponseMessage response)
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

            Stream body = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
            return new RangeReply(
                actual, entry, new RangeBodyStream(body, response, actual.Length, call, _options.RequestTimeout, _options.TimeProvider));
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    // What the answer holds must be what was asked for, cut at the object's end: bytes of another place would be stored as if they were
    // right.
    private static (Extent Actual, long Total) ActualRange(StoreCall call, Extent range, HttpResponseMessage response)
    {
        string? text = SignedRequests.Header(response, "Content-Range");
        if (ContentRangeHeaderValue.TryParse(text, out ContentRangeHeaderValue? header)
            && header is { From: { } from, To: { } to, Length: { } total })
        {
            var actual = Extent.Between(from, to + 1);
            return from == range.Offset && actual.Length == Math.Min(range.Length, total - range.Offset)
                ? (actual, total)
                : throw StoreFailure.Create(
                    FailureReason.Corrupt, call, $"asked for bytes {range}, answered with '{text}'", "WrongRange");
        }

        // without Content-Range it is the whole object
        return range.Offset == 0 && response.Content.Headers.ContentLength is { } length && length <= range.Length
            ? (new Extent(0, length), length)
            : throw StoreFailure.Create(FailureReason.NotSupported, call, "the store ignores the Range header", "RangeIgnored");
    }

    // A store that ignores If-Match must not slip another version in.
    private static void RequireSameVersion(StoreCall call, ObjectEntry entry, string? etag)
    {
        if (etag is not null && entry.ETag != KeyText.Unquote(etag))
        {
            throw StoreFailure.Create(
                FailureReason.Changed, call, $"the object has changed: its ETag is {entry.ETag}, not {KeyText.Unquote(etag)}",
                "PreconditionFailed", 412);
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

using System.Globalization;
using System.Net;
using S3Stream.Diagnostics;
using S3Stream.Storage.Bodies;
using S3Stream.Storage.Failures;
using S3Stream.Storage.Signing;

namespace S3Stream.Storage.Requests;

/// <content>Ranged reads.</content>
internal sealed partial class S3ObjectStore
{
    private const string EmptyMd5 = "d41d8cd98f00b204e9800998ecf8427e";

    public async Task<RangeReply> GetRangeAsync(ObjectAddress address, Extent range, string? etag, CancellationToken cancellationToken)
    {
        var asked = new RangeRequest(address, range, etag);
        if (range.IsEmpty)
        {
            return await BeyondEndAsync(asked, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await ReadAsync(asked, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException refusal) when (refusal.StatusCode == 416)
        {
            return await BeyondEndAsync(asked, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException refusal) when (refusal.ErrorCode is RangeAnswer.NotStoredBytes or RangeAnswer.RangeIgnored)
        {
            // GCS and some proxies unpack what is stored with Content-Encoding: gzip, unless the client says that it takes gzip
            return await ReadAsync(asked with { Encoding = "gzip" }, cancellationToken).ConfigureAwait(false);
        }
    }

    private ObjectRequest Describe(RangeRequest asked, bool withChecksums)
    {
        string? version = _headers.VersionOf(asked.Address);
        var request = new ObjectRequest(HttpMethod.Get, asked.Address)
        {
            Encoding = asked.Encoding,
            Query = version is null ? "" : "versionId=" + Uri.EscapeDataString(version),
        };
        request.Set("range", string.Create(CultureInfo.InvariantCulture, $"bytes={asked.Range.Offset}-{asked.Range.End - 1}"));
        if (asked is { ETag: { } etag, IsUnconditional: false } && !DialectOf(asked.Address.Bucket).Has(StoreHabit.RefusesOwnETags))
        {
            request.Set("if-match", KeyText.Quote(etag));
        }

        if (asked.ETag is null)
        {
            foreach ((string name, string value) in _headers.ConditionsOf(asked.Address))
            {
                request.Set(name, value);
            }
        }

        if (withChecksums)
        {
            request.Set("x-amz-checksum-mode", "ENABLED"); // told where the range turns out to be the whole object
        }

        _headers.AddAccess(asked.Address, request.Set);
        return request;
    }

    private async Task<RangeReply> ReadAsync(RangeRequest asked, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await SendPinnedAsync(asked, cancellationToken).ConfigureAwait(false);
        try
        {
            return response.StatusCode == HttpStatusCode.PartialContent
                ? await AcceptPartAsync(asked, response).ConfigureAwait(false)
                : await AcceptWholeAsync(asked, response, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private async Task<HttpResponseMessage> SendPinnedAsync(RangeRequest asked, CancellationToken cancellationToken)
    {
        BucketDialect dialect = DialectOf(asked.Address.Bucket);
        bool isPinned = asked.ETag is not null && !dialect.Has(StoreHabit.RefusesOwnETags);
        try
        {
            HttpResponseMessage response = await SendAsync(asked, cancellationToken).ConfigureAwait(false);
            if (isPinned)
            {
                dialect.SawNot(StoreHabit.RefusesOwnETags);
            }

            return response;
        }
        catch (StorageException refusal) when (refusal.StatusCode == 412 && isPinned)
        {
            // An ETag that is weak, or made so on the way, matches nothing (RFC 9110 13.1.1: If-Match compares strongly).
            ObjectEntry? found = await HeadAsync(asked.Address, cancellationToken).ConfigureAwait(false);
            if (found?.ETag != KeyText.Unquote(asked.ETag!))
            {
                throw;
            }

            // conditions say nothing here, and answers are compared in any case
            if (dialect.Saw(StoreHabit.RefusesOwnETags))
            {
                _logger.ETagRefused(asked.Call.ToString(), found.ETag);
            }

            return await SendAsync(asked with { IsUnconditional = true }, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<HttpResponseMessage> SendAsync(RangeRequest asked, CancellationToken cancellationToken)
    {
        return asked is { ETag: null, Range.Offset: 0 } && _options.Profile.Checksum == StoreChecksum.Crc64Nvme
            ? WithOrWithoutAsync(
                StoreHabit.RefusesChecksumMode, asked.Address.Bucket, ChecksumModeHeader, asked.Call, SendOnceAsync)
            : SendOnceAsync(withChecksums: false);

        Task<HttpResponseMessage> SendOnceAsync(bool withChecksums) => CallAsync(
            asked.Call,
            asked.Address.Bucket,
            (client, token) => _requests.SendAsync(client, Describe(asked, withChecksums), asked.Call, token),
            cancellationToken);
    }

    private async Task<RangeReply> AcceptPartAsync(RangeRequest asked, HttpResponseMessage response)
    {
        (Extent actual, long total) = RangeAnswer.OfPart(asked, response);
        ObjectEntry entry = ObjectFacts.From(asked.Address, response, total, isWhole: actual.Length == total);
        return await ReplyAsync(asked, actual, entry, response).ConfigureAwait(false);
    }

    // Nothing in a 200 says that it is of the object, so the store is asked.
    private async Task<RangeReply> AcceptWholeAsync(RangeRequest asked, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        RangeAnswer.RequireETag(asked, response);
        ObjectEntry found = await FindAsync(asked, cancellationToken).ConfigureAwait(false);
        RangeAnswer.RequireWhole(asked, found, response);
        RangeReply reply = await ReplyAsync(asked, new Extent(0, found.Length), found, response).ConfigureAwait(false);
        if (reply.Body is null)
        {
            await RequireNothingAsync(asked, found, response, cancellationToken).ConfigureAwait(false);
            response.Dispose();
        }

        return reply;
    }

    private async Task<RangeReply> ReplyAsync(RangeRequest asked, Extent actual, ObjectEntry entry, HttpResponseMessage response)
    {
        string? encoding = SignedRequests.Header(response, "Content-Encoding");
        if (actual.IsEmpty)
        {
            return new RangeReply(actual, entry, null) { Encoding = encoding };
        }

        Stream body = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
        var stream = new RangeBodyStream(body, response, actual.Length, asked.Call, _options.RequestTimeout, _options.TimeProvider)
        {
            IsDelimited = response.Content.Headers.ContentLength is not null,
        };
        return new RangeReply(actual, entry, stream) { Encoding = encoding };
    }

    /// <summary>The body of an empty object, which some send without a length, has no byte. Its end may be an odd one.</summary>
    private static async Task RequireNothingAsync(
        RangeRequest asked, ObjectEntry found, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength == 0)
        {
            return;
        }

        try
        {
            Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            if (await body.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false) > 0)
            {
                throw RangeAnswer.Wrong(asked.Call, "the object is empty, but the answer has bytes");
            }
        }
        catch (IOException exception) when (found.ETag != EmptyMd5)
        {
            throw StoreFailure.From(exception, asked.Call);
        }
        catch (IOException)
        {
            // the connection's end in the place of the body's: nothing is missing of an object that is known to be empty
        }
    }

    private async Task<RangeReply> BeyondEndAsync(RangeRequest asked, CancellationToken cancellationToken)
    {
        ObjectEntry entry = await FindAsync(asked, cancellationToken).ConfigureAwait(false);
        Extent range = asked.Range;
        return range.Offset < entry.Length && !range.IsEmpty
            ? throw StoreFailure.Create(
                FailureReason.Changed,
                asked.Call,
                $"bytes {range} were refused, but the object has {entry.Length} bytes",
                "InvalidRange",
                416)
            : new RangeReply(new Extent(range.Offset, 0), entry, null);
    }

    private async Task<ObjectEntry> FindAsync(RangeRequest asked, CancellationToken cancellationToken)
    {
        ObjectEntry entry = await HeadAsync(asked.Address, cancellationToken).ConfigureAwait(false)
            ?? throw StoreFailure.Create(FailureReason.NotFound, asked.Call, "there is no such object", "NoSuchKey", 404);
        RangeAnswer.RequireVersion(asked, entry.ETag);
        return entry;
    }
}

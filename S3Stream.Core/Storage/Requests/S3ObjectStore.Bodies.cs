using System.Buffers;
using System.Security.Cryptography;
using S3Stream.Diagnostics;
using S3Stream.Storage.Bodies;
using S3Stream.Storage.Failures;

namespace S3Stream.Storage.Requests;

/// <content>Requests with object bytes: how they are protected, sent and acknowledged.</content>
internal sealed partial class S3ObjectStore
{
    /// <summary>
    /// Sends the bytes under the checksum that the store compares: the profile's, or Content-MD5 where the store refuses that one, or
    /// refuses bytes without any.
    /// </summary>
    private async Task<(string ETag, string? VersionId)> SendAsync(
        BodyRequest request, ChecksumSet checksums, CancellationToken cancellationToken)
    {
        StoreChecksum chosen = ChecksumFor(request.Address.Bucket);
        BodyRequest sent = Protect(request, chosen, checksums);
        try
        {
            return Acknowledged(await SendAsync(sent, cancellationToken).ConfigureAwait(false), sent);
        }
        catch (StorageException refusal) when (MayMeanChecksum(refusal, chosen, request.Call))
        {
            sent = Protect(request, StoreChecksum.ContentMd5, checksums);
            BodyReply reply;
            try
            {
                reply = await SendAsync(sent, cancellationToken).ConfigureAwait(false);
            }
            catch (StorageException exception) when (exception.StatusCode is 400 or 501)
            {
                throw refusal; // the checksum was not the cause
            }

            LearnMd5(request, chosen, refusal);
            return Acknowledged(reply, sent);
        }
    }

    private StoreChecksum ChecksumFor(string bucket) => _options.Profile.Checksum switch
    {
        StoreChecksum.Crc64Nvme when Dialect.Has(StoreHabit.RefusesChecksums) => StoreChecksum.ContentMd5,
        StoreChecksum.None when Dialect.NeedsMd5(bucket) => StoreChecksum.ContentMd5,
        StoreChecksum checksum => checksum,
    };

    private static bool MayMeanChecksum(StorageException refusal, StoreChecksum sent, StoreCall call) => sent switch
    {
        StoreChecksum.Crc64Nvme => MayMeanHeader(refusal, call),

        // AWS's answer where the bucket has object lock, and what other stores call it
        StoreChecksum.None => refusal.StatusCode == 400 && refusal.ErrorCode is "InvalidRequest" or "MissingContentMD5",
        _ => false,
    };

    private void LearnMd5(BodyRequest request, StoreChecksum refused, StorageException refusal)
    {
        if (refused == StoreChecksum.None)
        {
            Dialect.LearnMd5Needed(request.Address.Bucket);
            _logger.Md5Needed(request.Call.ToString(), request.Address.Bucket);
        }
        else
        {
            LearnRefusal(StoreHabit.RefusesChecksums, "x-amz-checksum-crc64nvme", request.Call, refusal);
        }
    }

    private static BodyRequest Protect(BodyRequest request, StoreChecksum checksum, ChecksumSet checksums) => checksum switch
    {
        StoreChecksum.Crc64Nvme when checksums.Crc64Nvme is { } value => request with { Crc64Nvme = ChecksumText.From(value) },
        StoreChecksum.ContentMd5 => request with { ContentMd5 = ContentMd5Of(request.Body, checksums) },
        _ => request,
    };

    private static string ContentMd5Of(ReadOnlySequence<byte> body, ChecksumSet checksums)
    {
        if (checksums.Md5 is { } known)
        {
            return Convert.ToBase64String(Convert.FromHexString(known));
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (ReadOnlyMemory<byte> memory in body)
        {
            hash.AppendData(memory.Span);
        }

        return Convert.ToBase64String(hash.GetHashAndReset());
    }

    /// <summary>One attempt of a request with object bytes. The memory is not touched any more when this ends, however it ends.</summary>
    private async Task<BodyReply> SendAsync(BodyRequest request, CancellationToken cancellationToken)
    {
        BodyReply reply = await ObserveAsync(request.Call, () => AttemptAsync(request, cancellationToken)).ConfigureAwait(false);
        S3StreamMetrics.BytesSent(request.Body.Length);
        return reply;
    }

    private async Task<BodyReply> AttemptAsync(BodyRequest request, CancellationToken cancellationToken)
    {
        using var timeout = new ProgressTimeout(_options.RequestTimeout, _options.TimeProvider, cancellationToken);
        var body = new SequenceStream(request.Body, _connection.WriteSize, timeout.Progress);
        try
        {
            return await _router.RunAsync(
                request.Address.Bucket, client => _bodies.SendAsync(client, request, body, timeout.Token)).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            throw _renewal.Note(Translate(exception, request.Call, timeout, cancellationToken));
        }
        finally
        {
            await timeout.CancelAsync().ConfigureAwait(false);
            await body.CloseAsync().ConfigureAwait(false);
            await body.DisposeAsync().ConfigureAwait(false);
        }
    }

    // The proof that S3 holds the bytes we sent: an ETag, and no other checksum than ours.
    private (string ETag, string? VersionId) Acknowledged(BodyReply reply, BodyRequest request)
    {
        string etag = KeyText.Unquote(reply.ETag);
        if (etag.Length == 0)
        {
            throw StoreFailure.Create(
                FailureReason.Corrupt, request.Call, "the answer has no ETag, so nothing proves that the bytes are stored", "MissingETag");
        }

        if (request.Crc64Nvme is { } sent && ChecksumText.ToUInt64(reply.Crc64Nvme) is { } stored && stored != ChecksumText.ToUInt64(sent))
        {
            throw StoreFailure.Create(
                FailureReason.Corrupt, request.Call, $"the store holds CRC64NVME {reply.Crc64Nvme}, not {sent} as sent",
                "ChecksumMismatch");
        }

        if (request.ContentMd5 is { } md5 && !reply.HasOpaqueETag && !_connection.Headers.HasCustomerKey(request.Address))
        {
            CompareETag(request, etag, Convert.ToHexStringLower(Convert.FromBase64String(md5)));
        }

        return (etag, reply.VersionId);
    }

    // Not every store's ETags are MD5s: one that differs tells something only where others were.
    private void CompareETag(BodyRequest request, string etag, string md5)
    {
        if (etag.Equals(md5, StringComparison.OrdinalIgnoreCase))
        {
            Dialect.LearnMd5ETags(request.Address.Bucket);
        }
        else if (Dialect.HasMd5ETags(request.Address.Bucket))
        {
            throw StoreFailure.Create(
                FailureReason.Corrupt, request.Call,
                $"the ETag in the answer is {KeyText.Printable(etag)}, and the MD5 of the bytes sent is {md5}", "ETagMismatch");
        }
    }
}

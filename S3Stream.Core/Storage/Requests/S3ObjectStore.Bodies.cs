using S3Stream.Diagnostics;
using S3Stream.Storage.Bodies;
using S3Stream.Storage.Failures;

namespace S3Stream.Storage.Requests;

/// <content>Requests with object bytes: how they are protected, sent and acknowledged.</content>
internal sealed partial class S3ObjectStore
{
    /// <summary>
    /// Sends the bytes under the checksum that the store compares: the profile's, or Content-MD5 where the store refuses that one, is not
    /// known to compare it, or refuses bytes without any.
    /// </summary>
    private async Task<(string ETag, string? VersionId)> SendAsync(
        BodyRequest request, ChecksumSet checksums, CancellationToken cancellationToken)
    {
        Protection chosen = ProtectionOf(request.Address.Bucket);
        BodyRequest sent = await ProtectAsync(request, chosen, checksums).ConfigureAwait(false);
        BodyReply reply;
        try
        {
            reply = await SendAsync(sent, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException refusal) when (MayMeanChecksum(refusal, chosen, request.Call))
        {
            sent = await ProtectAsync(request, Protection.ContentMd5, checksums).ConfigureAwait(false);
            try
            {
                reply = await SendAsync(sent, cancellationToken).ConfigureAwait(false);
            }
            catch (StorageException exception) when (exception.StatusCode is 400 or 501)
            {
                throw refusal; // the checksum was not the cause
            }

            LearnMd5(request, chosen, refusal);
        }

        if (!NoteChecksum(sent, reply))
        {
            // a node that does not compare what others of the same store do
            sent = await ProtectAsync(request, Protection.ContentMd5, checksums).ConfigureAwait(false);
            reply = await SendAsync(sent, cancellationToken).ConfigureAwait(false);
        }

        if (_options.Profile.Learns && IsOtherETag(sent, reply) && DialectOf(request.Address.Bucket).DoubtsETag())
        {
            // the first of a store of which nothing is known: not every store compares Content-MD5
            reply = await SendAsync(sent, cancellationToken).ConfigureAwait(false);
        }

        return Acknowledged(reply, sent);
    }

    /// <summary>What protects bytes on their way into the bucket, as far as is known now.</summary>
    private Protection ProtectionOf(string bucket)
    {
        StoreProfile profile = _options.Profile;
        BucketDialect dialect = DialectOf(bucket);
        return profile.Checksum switch
        {
            StoreChecksum.Crc64Nvme when !dialect.TakesChecksums => Protection.ContentMd5,
            StoreChecksum.Crc64Nvme when profile.Learns && !dialect.ComparesChecksums => Protection.ContentMd5 | Protection.Crc64Nvme,
            StoreChecksum.Crc64Nvme => Protection.Crc64Nvme,
            StoreChecksum.ContentMd5 => Protection.ContentMd5,
            _ => dialect.NeedsMd5 ? Protection.ContentMd5 : Protection.None,
        };
    }

    private bool MayMeanChecksum(StorageException refusal, Protection sent, StoreCall call) => sent switch
    {
        // what AWS says where the bucket has object lock, and what others call the same
        Protection.None => refusal.StatusCode == 400 && refusal.ErrorCode is "InvalidRequest" or "MissingContentMD5",
        Protection.ContentMd5 => false,
        _ => MayMean(StoreHabit.RefusesChecksums, refusal, call),
    };

    private void LearnMd5(BodyRequest request, Protection refused, StorageException refusal)
    {
        if (refused == Protection.None)
        {
            DialectOf(request.Address.Bucket).NeedsMd5 = true;
            _logger.Md5Needed(request.Call.ToString(), request.Address.Bucket);
        }
        else
        {
            LearnRefusal(
                StoreHabit.RefusesChecksums, request.Address.Bucket, "x-amz-checksum-crc64nvme", request.Call, refusal);
        }
    }

    private static async ValueTask<BodyRequest> ProtectAsync(BodyRequest request, Protection protection, ChecksumSet checksums)
    {
        if (protection.HasFlag(Protection.Crc64Nvme) && checksums.Crc64Nvme is { } value)
        {
            request = request with { Crc64Nvme = ChecksumText.From(value) };
        }

        return protection.HasFlag(Protection.ContentMd5)
            ? request with { ContentMd5 = await ContentMd5OfAsync(request.Body, checksums).ConfigureAwait(false) }
            : request;
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
        _headers.Enter();
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

        if (reply.HasOpaqueETag)
        {
            DialectOf(request.Address.Bucket).HasMd5ETags = false; // a part that is compared here would have to be sent twice
        }

        CompareETag(request, reply, etag);
        return (etag, reply.VersionId);
    }

    // Not every store's ETags are MD5s: one that differs tells something only where others were.
    private void CompareETag(BodyRequest request, BodyReply reply, string etag)
    {
        if (!HasComparableETag(request, reply))
        {
            return;
        }

        BucketDialect dialect = DialectOf(request.Address.Bucket);
        if (!IsOtherETag(request, reply))
        {
            dialect.HasMd5ETags = true;
        }
        else if (dialect.HasMd5ETags)
        {
            string md5 = Convert.ToHexStringLower(Convert.FromBase64String(request.ContentMd5!));
            throw StoreFailure.Create(
                FailureReason.Corrupt, request.Call,
                $"the ETag in the answer is {KeyText.Printable(etag)}, and the MD5 of the bytes sent is {md5}", "ETagMismatch");
        }
    }

    private bool HasComparableETag(BodyRequest request, BodyReply reply) =>
        request.ContentMd5 is not null && !reply.HasOpaqueETag && !_headers.HasCustomerKey(request.Address);

    /// <summary>The answer's ETag could be the MD5 of what was sent, and is not.</summary>
    private bool IsOtherETag(BodyRequest request, BodyReply reply) =>
        HasComparableETag(request, reply)
        && !Convert.ToHexString(Convert.FromBase64String(request.ContentMd5!)).Equals(
            KeyText.Unquote(reply.ETag), StringComparison.OrdinalIgnoreCase);
}

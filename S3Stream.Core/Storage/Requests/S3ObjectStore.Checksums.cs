using System.Buffers;
using Amazon.S3.Model;
using S3Stream.Diagnostics;
using S3Stream.Integrity;
using S3Stream.Storage.Bodies;
using S3Stream.Storage.Failures;

namespace S3Stream.Storage.Requests;

/// <content>Whether a store of which nothing is known compares the checksums that it takes (decision 14).</content>
internal sealed partial class S3ObjectStore
{
    /// <summary>
    /// Once a store has named or answered a checksum, sends one small part with a wrong one into an upload that has no other part yet: who
    /// compares refuses it. Where it is stored, the upload's first part takes its place. Nothing that goes wrong here fails an upload.
    /// </summary>
    private async Task TryChecksumsAsync(
        ObjectAddress address, InitiateMultipartUploadResponse created, CancellationToken cancellationToken)
    {
        BucketDialect dialect = DialectOf(address.Bucket);
        if (!dialect.BeginTrial(isNamed: created.ChecksumAlgorithm == Amazon.S3.ChecksumAlgorithm.CRC64NVME))
        {
            return;
        }

        bool? isRefused = null;
        try
        {
            var call = new StoreCall("UploadPart 1 (a trial whose checksum is wrong) of", address);
            isRefused = await ObserveAsync(
                call, () => IsWrongPartRefusedAsync(call, address, created.UploadId, cancellationToken)).ConfigureAwait(false);
        }
        finally
        {
            TellChecksums(address.Bucket, dialect.EndTrial(isRefused), isRefused == true);
        }
    }

    /// <summary>Null: nothing that says yes or no.</summary>
    private async Task<bool?> IsWrongPartRefusedAsync(
        StoreCall call, ObjectAddress address, string uploadId, CancellationToken cancellationToken)
    {
        var body = new ReadOnlySequence<byte>("S3Stream: the checksum of this part is wrong."u8.ToArray());
        ChecksumSet sums = PartChecksum.Compute(body, ObjectChecksums.Crc64Nvme | ObjectChecksums.Md5);
        BodyRequest part = await ProtectAsync(
            new BodyRequest { Address = address, Body = body, Call = call, UploadId = uploadId, PartNumber = 1 },
            Protection.ContentMd5 | Protection.Crc64Nvme,
            sums with { Crc64Nvme = ~sums.Crc64Nvme }).ConfigureAwait(false);
        try
        {
            BodyReply reply = await AttemptAsync(part, cancellationToken).ConfigureAwait(false);
            return string.IsNullOrEmpty(reply.ETag) ? null : false;
        }
        catch (StorageException refusal)
        {
            return refusal.StatusCode == 400 && refusal.ErrorCode is not null ? true : null;
        }
    }

    /// <summary>
    /// Notes what the answer says to the checksum that was sent. False where nobody compared the bytes with anything: then they are to be
    /// sent again.
    /// </summary>
    private bool NoteChecksum(BodyRequest sent, BodyReply reply)
    {
        if (sent.Crc64Nvme is null)
        {
            return true;
        }

        BucketDialect dialect = DialectOf(sent.Address.Bucket);
        if (!_options.Profile.Learns)
        {
            dialect.SawNot(StoreHabit.RefusesChecksums);
            return true;
        }

        if (ChecksumText.ToUInt64(reply.Crc64Nvme) is { } answered)
        {
            if (answered != ChecksumText.ToUInt64(sent.Crc64Nvme))
            {
                return true; // a wrong answer is refused as one, and teaches nothing
            }

            TellChecksums(sent.Address.Bucket, dialect.SawChecksumAnswered(), isCompared: true);
            return true;
        }

        if (dialect.SawChecksumIgnored())
        {
            _logger.ChecksumsIgnored(sent.Address.Bucket);
        }

        return sent.ContentMd5 is not null;
    }

    private void TellChecksums(string bucket, bool isNews, bool isCompared)
    {
        if (isNews && isCompared)
        {
            _logger.ChecksumsCompared(bucket);
        }
        else if (isNews)
        {
            _logger.WrongChecksumsTaken(bucket);
        }
    }
}

using System.Buffers;
using S3Stream.Integrity;
using S3Stream.Storage.Bodies;

namespace S3Stream.Storage.Requests;

/// <content>The MD5 of object bytes: in a header before them, or compared with the ETag behind them (decision 15).</content>
internal sealed partial class S3ObjectStore
{
    public Md5Use Md5UseOf(ObjectAddress address)
    {
        Protection protection = ProtectionOf(address.Bucket);
        if (!protection.HasFlag(Protection.ContentMd5))
        {
            return Md5Use.None;
        }

        // beside a CRC64NVME whose comparison is not proven yet, the store is to compare both
        BucketDialect dialect = DialectOf(address.Bucket);
        bool isComparedHere = protection == Protection.ContentMd5 && dialect.HasMd5ETags && !dialect.NeedsMd5
            && !_headers.HasCustomerKey(address);
        return isComparedHere ? Md5Use.BesideSending : Md5Use.BeforeSending;
    }

    public async Task<string> UploadPartUncomparedAsync(
        ObjectAddress address, string uploadId, int partNumber, ReadOnlySequence<byte> body, CancellationToken cancellationToken)
    {
        BodyRequest request = PartRequest(address, uploadId, partNumber, body);
        try
        {
            return Acknowledged(await SendAsync(request, cancellationToken).ConfigureAwait(false), request).ETag;
        }
        catch (StorageException refusal) when (MayMeanChecksum(refusal, Protection.None, request.Call))
        {
            // a bucket that has got object lock since the store was seen to tell MD5s
            BodyRequest sent = await ProtectAsync(request, Protection.ContentMd5, default).ConfigureAwait(false);
            string etag = Acknowledged(await SendAsync(sent, cancellationToken).ConfigureAwait(false), sent).ETag;
            LearnMd5(request, Protection.None, refusal);
            return etag;
        }
    }

    private static async ValueTask<string> ContentMd5OfAsync(ReadOnlySequence<byte> body, ChecksumSet checksums) =>
        Convert.ToBase64String(
            Convert.FromHexString(checksums.Md5 ?? await Md5Lanes.Shared.SumAsync(body).ConfigureAwait(false)));
}

using Amazon.S3;
using Amazon.S3.Model;
using S3Stream.Embedded;
using ChecksumAlgorithm = Amazon.S3.ChecksumAlgorithm;
using StoreAlgorithm = S3Stream.Embedded.ChecksumAlgorithm;

namespace S3Stream.Tests.Embedded;

/// <summary>The steps of a multipart upload of the key "k".</summary>
internal static class MultipartClient
{
    public static string Crc64(byte[] bytes)
    {
        using IContentHash hash = StoreAlgorithm.Crc64Nvme.CreateHash();
        hash.Append(bytes);
        return Convert.ToBase64String(hash.Finish());
    }

    public static async Task<string> CreateAsync(StoreUnderTest store, ChecksumAlgorithm? algorithm = null, ChecksumType? type = null) =>
        (await store.Client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest
        {
            BucketName = StoreUnderTest.Bucket,
            Key = "k",
            ChecksumAlgorithm = algorithm,
            ChecksumType = type,
        })).UploadId;

    public static async Task<PartETag> PartAsync(StoreUnderTest store, string uploadId, int number, byte[] bytes)
    {
        // by presigned URL, which sends no checksum: the store has to compute what the upload wants
        string url = await store.Client.GetPreSignedURLAsync(new GetPreSignedUrlRequest
        {
            BucketName = StoreUnderTest.Bucket,
            Key = "k",
            Verb = HttpVerb.PUT,
            UploadId = uploadId,
            PartNumber = number,
            Expires = DateTime.UtcNow.AddMinutes(5),
            Protocol = Amazon.S3.Protocol.HTTP,
        });
        using var http = new HttpClient();
        using var answer = await http.PutAsync(url, new ByteArrayContent(bytes));
        string text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? new PartETag(number, answer.Headers.ETag!.Tag)
            : throw new AmazonS3Exception(text) { ErrorCode = text.Split("<Code>")[1].Split("</Code>")[0] };
    }

    public static Task<CompleteMultipartUploadResponse> CompleteAsync(StoreUnderTest store, string uploadId, params PartETag[] parts) =>
        CompleteAsync(store, uploadId, _ => { }, parts);

    public static Task<CompleteMultipartUploadResponse> CompleteAsync(
        StoreUnderTest store, string uploadId, Action<CompleteMultipartUploadRequest> configure, params PartETag[] parts)
    {
        var request = new CompleteMultipartUploadRequest
        {
            BucketName = StoreUnderTest.Bucket,
            Key = "k",
            UploadId = uploadId,
            PartETags = [.. parts],
        };
        configure(request);
        return store.Client.CompleteMultipartUploadAsync(request);
    }
}

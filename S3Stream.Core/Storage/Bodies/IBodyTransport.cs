using Amazon.S3;

namespace S3Stream.Storage.Bodies;

/// <summary>How a request with object bytes is sent: one attempt, the bytes straight from part memory. Safe for concurrent use.</summary>
internal interface IBodyTransport
{
    /// <summary>
    /// Sends the request. <paramref name="body"/> is a stream over its bytes; it is not read after the returned task has ended.
    /// </summary>
    Task<BodyReply> SendAsync(AmazonS3Client client, BodyRequest request, SequenceStream body, CancellationToken cancellationToken);
}

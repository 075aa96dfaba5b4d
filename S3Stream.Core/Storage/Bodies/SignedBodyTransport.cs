using System.Globalization;
using Amazon.S3;
using S3Stream.Storage.Signing;

namespace S3Stream.Storage.Bodies;

/// <summary>Bodies sent with their payload unsigned; the checksum and the object's attributes are headers under the signature.</summary>
internal sealed class SignedBodyTransport(SignedRequests requests, ObjectHeaders headers) : IBodyTransport
{
    public async Task<BodyReply> SendAsync(
        AmazonS3Client client, BodyRequest request, SequenceStream body, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response =
            await requests.SendAsync(client, Describe(request, body), request.Call, cancellationToken).ConfigureAwait(false);

        // the answer has no body worth reading; reading it to its end lets the connection be used again
        await response.Content.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
        return new BodyReply(
            SignedRequests.Header(response, "ETag"),
            SignedRequests.Header(response, "x-amz-version-id"),
            SignedRequests.Header(response, "x-amz-checksum-crc64nvme"))
        {
            HasOpaqueETag = BodyReply.IsOpaque(SignedRequests.Header(response, "x-amz-server-side-encryption")),
        };
    }

    private ObjectRequest Describe(BodyRequest request, SequenceStream body)
    {
        body.Position = 0;
        var content = new StreamContent(body);
        content.Headers.ContentLength = body.Length;
        var sent = new ObjectRequest(HttpMethod.Put, request.Address) { Content = content, Query = QueryOf(request) };
        if (request.UploadId is null)
        {
            sent.Set("content-type", request.Attributes.ContentTypeOrDefault);
            headers.AddPut(request.Address, sent.Set);
        }
        else
        {
            headers.AddAccess(request.Address, sent.Set);
        }

        foreach ((string name, string value) in request.Attributes.Metadata)
        {
            sent.Set(MetadataText.Prefix + name, value);
        }

        if (request.FailIfExists)
        {
            sent.Set("if-none-match", "*");
        }

        if (request.ReplacesOnly is { } version)
        {
            sent.Set("if-match", KeyText.Quote(version));
        }

        if (request.ContentMd5 is not null)
        {
            sent.Set("content-md5", request.ContentMd5);
        }

        if (request.Crc64Nvme is not null)
        {
            // RGW verifies the value only when the algorithm is named as well
            sent.Set("x-amz-sdk-checksum-algorithm", "CRC64NVME");
            sent.Set("x-amz-checksum-crc64nvme", request.Crc64Nvme);
        }

        return sent;
    }

    private static string QueryOf(BodyRequest request) => request.UploadId is null
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"partNumber={request.PartNumber}&uploadId={Uri.EscapeDataString(request.UploadId)}");
}

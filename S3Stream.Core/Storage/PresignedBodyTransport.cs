using System.Globalization;
using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3Stream.Storage;

/// <summary>
/// Bodies sent to a URL that the SDK has signed, with the payload unsigned. For plain http, where the SDK itself would hash every payload
/// with SHA-256 (1.8 GB/s and core). The checksum and the object's attributes are headers under the signature.
/// </summary>
internal sealed class PresignedBodyTransport(HttpClient http, ObjectHeaders headers) : IBodyTransport
{
    // A signature in a header is good for as long: the limit of RequestTimeTooSkewed.
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(15);

    // The skew from which the SDK corrects its clock, too.
    private static readonly TimeSpan NotableSkew = TimeSpan.FromMinutes(4);

    public async Task<BodyReply> SendAsync(
        AmazonS3Client client, BodyRequest request, SequenceStream body, CancellationToken cancellationToken)
    {
        GetPreSignedUrlRequest unsigned = Describe(request);
        unsigned.Expires = Now(client, unsigned) + Validity;
        string url = await client.GetPreSignedURLAsync(unsigned).ConfigureAwait(false);
        using HttpRequestMessage message = Compose(url, unsigned, body);
        using HttpResponseMessage response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.OK)
        {
            // the answer has no body worth reading; reading it to its end lets the connection be used again
            await response.Content.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
            return new BodyReply(Header(response, "ETag"), Header(response, "x-amz-version-id"), Header(response, "x-amz-checksum-crc64nvme"));
        }

        throw await RefusalAsync(client, request, url, response, cancellationToken).ConfigureAwait(false);
    }

    private GetPreSignedUrlRequest Describe(BodyRequest request)
    {
        var unsigned = new GetPreSignedUrlRequest
        {
            BucketName = request.Address.Bucket,
            Key = request.Address.Key,
            Verb = HttpVerb.PUT,
            Protocol = Protocol.HTTP,
        };
        if (request.UploadId is not null)
        {
            unsigned.UploadId = request.UploadId;
            unsigned.PartNumber = request.PartNumber;
        }
        else
        {
            unsigned.Headers.ContentType = request.Attributes.ContentTypeOrDefault;
        }

        foreach ((string name, string value) in request.Attributes.Metadata)
        {
            unsigned.Headers["x-amz-meta-" + name] = value;
        }

        headers.Add(request, (name, value) => unsigned.Headers[name] = value);
        if (request.FailIfExists)
        {
            unsigned.Headers["If-None-Match"] = "*";
        }

        if (request.ContentMd5 is not null)
        {
            unsigned.Headers.ContentMD5 = request.ContentMd5;
        }

        if (request.Crc64Nvme is not null)
        {
            // RGW verifies the value only when the algorithm is named as well
            unsigned.Headers["x-amz-sdk-checksum-algorithm"] = "CRC64NVME";
            unsigned.Headers["x-amz-checksum-crc64nvme"] = request.Crc64Nvme;
        }

        return unsigned;
    }

    private static HttpRequestMessage Compose(string url, GetPreSignedUrlRequest signed, SequenceStream body)
    {
        // canonicalising would rewrite keys with "." or "//" in them, and break the signature
        var uri = new Uri(url, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        body.Position = 0;
        var message = new HttpRequestMessage(HttpMethod.Put, uri) { Content = new StreamContent(body) };
        message.Content.Headers.ContentLength = body.Length;
        foreach (string name in signed.Headers.Keys)
        {
            if (!message.Headers.TryAddWithoutValidation(name, signed.Headers[name]))
            {
                message.Content.Headers.TryAddWithoutValidation(name, signed.Headers[name]);
            }
        }

        return message;
    }

    // The same clock that the SDK subtracts from Expires, so that the validity is what we asked for.
    private static DateTime Now(AmazonS3Client client, GetPreSignedUrlRequest request) =>
        CorrectClockSkew.GetCorrectedUtcNowForEndpoint(client.DetermineServiceOperationEndpoint(request).URL);

    private static async Task<StorageException> RefusalAsync(
        AmazonS3Client client, BodyRequest request, string url, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        (string? code, string? message, string? requestId) = ErrorDocument.Parse(text);
        if (response.StatusCode == HttpStatusCode.Forbidden && IsSkewed(url, response))
        {
            // Stores call this AccessDenied when the URL seems to have expired.
            code = "RequestTimeTooSkewed";
            await LearnClockAsync(client, request.Address, cancellationToken).ConfigureAwait(false);
        }

        TimeSpan? retryAfter = RetryAfterText.Parse(Header(response, "Retry-After"), Header(response, "x-amz-retry-after"));
        return StoreFailure.FromAnswer(response.StatusCode, code, message, retryAfter, requestId, request.Call);
    }

    private static bool IsSkewed(string url, HttpResponseMessage response)
    {
        const string Parameter = "X-Amz-Date=";
        int start = url.IndexOf(Parameter, StringComparison.Ordinal) + Parameter.Length;
        return start >= Parameter.Length
            && response.Headers.Date is { } theirs
            && DateTimeOffset.TryParseExact(
                url.AsSpan(start, Math.Min(16, url.Length - start)),
                "yyyyMMdd'T'HHmmss'Z'",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out DateTimeOffset ours)
            && (theirs - ours).Duration() > NotableSkew;
    }

    // The SDK reads the store's clock from every answer it gets itself, a refusal included, and signs with it from then on. It remembers
    // the clock by the endpoint's exact text, so this has to be a request about an object.
    private static async Task LearnClockAsync(AmazonS3Client client, ObjectAddress address, CancellationToken cancellationToken)
    {
        try
        {
            var look = new GetObjectMetadataRequest { BucketName = address.Bucket, Key = address.Key };
            await client.GetObjectMetadataAsync(look, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonServiceException e) when (e.StatusCode != 0)
        {
            // an answer, and that is all it was asked for
        }
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.First() : null;
}

using System.Collections.Concurrent;
using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.S3;
using Amazon.S3.Model;
using S3Stream.Storage.Failures;

namespace S3Stream.Storage.Signing;

/// <summary>
/// Sends the requests that move object bytes, signed here with their payload unsigned: the SDK's pipeline costs 0.2 ms and 70 KB of garbage
/// for each, and over plain http it hashes the payload as well. Where to and with whose key is the SDK's to say. Safe for concurrent use.
/// </summary>
/// <param name="http">What sends them.</param>
/// <param name="clock">The store's clock.</param>
/// <param name="credentials">Those of the store; <see langword="null"/>: the standard AWS chain's.</param>
internal sealed class SignedRequests(HttpClient http, StoreClock clock, AWSCredentials? credentials)
{
    // Bucket names come from clients: what is remembered of them has an end.
    private const int MaxEndpoints = 1_000;

    private readonly ConcurrentDictionary<(string Region, string Bucket), BucketEndpoint> _endpoints = new();
    private SignatureV4? _signature;

    /// <summary>The answer, once its headers are here; the caller disposes it.</summary>
    /// <exception cref="StorageException">The store refused.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        AmazonS3Client client, ObjectRequest request, StoreCall call, CancellationToken cancellationToken)
    {
        BucketEndpoint endpoint = EndpointOf(client, request.Address.Bucket);
        using HttpRequestMessage message = await ComposeAsync(client, endpoint, request).ConfigureAwait(false);
        HttpResponseMessage response =
            await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent)
        {
            return response;
        }

        using (response)
        {
            throw await RefusalAsync(call, response, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A header of the answer as it was sent.</summary>
    public static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out System.Net.Http.Headers.HeaderStringValues values)
            || response.Content.Headers.NonValidated.TryGetValues(name, out values) ? values.ToString() : null;

    private BucketEndpoint EndpointOf(AmazonS3Client client, string bucket)
    {
        var name = (client.Config.AuthenticationRegion, bucket);
        if (_endpoints.TryGetValue(name, out BucketEndpoint? known))
        {
            return known;
        }

        if (_endpoints.Count >= MaxEndpoints)
        {
            _endpoints.Clear();
        }

        string url = client.DetermineServiceOperationEndpoint(new GetObjectRequest { BucketName = bucket, Key = "key" }).URL;
        return _endpoints[name] = new BucketEndpoint(new Uri(url));
    }

    private async ValueTask<HttpRequestMessage> ComposeAsync(AmazonS3Client client, BucketEndpoint endpoint, ObjectRequest request)
    {
        string path = endpoint.Path + "/" + Uri.EscapeDataString(request.Address.Key).Replace("%2F", "/", StringComparison.Ordinal);
        string query = request.Query.Length == 0 ? "" : "?" + request.Query;

        // canonicalising would rewrite keys with "." or "//" in them, and break the signature
        var options = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var message = new HttpRequestMessage(
            request.Method, new Uri(endpoint.Origin + path + query, options))
        { Content = request.Content };
        message.Headers.Host = endpoint.Host;
        if (request.Method == HttpMethod.Get)
        {
            message.Headers.TryAddWithoutValidation("Accept-Encoding", request.Encoding);
        }

        if (credentials is not AnonymousAWSCredentials)
        {
            await SignAsync(client, endpoint, path, request, message).ConfigureAwait(false);
        }

        foreach ((string name, string value) in request.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }

    private async ValueTask SignAsync(
        AmazonS3Client client, BucketEndpoint endpoint, string path, ObjectRequest request, HttpRequestMessage message)
    {
        AWSCredentials source = credentials ?? DefaultAWSCredentialsIdentityResolver.GetCredentials();
        ImmutableCredentials keys = await source.GetCredentialsAsync().ConfigureAwait(false);
        string region = client.Config.AuthenticationRegion;
        if (_signature is not { } signature || !signature.IsFor(keys.AccessKey, keys.SecretKey, region))
        {
            _signature = signature = new SignatureV4(keys.AccessKey, keys.SecretKey, region);
        }

        string time = SignatureV4.TimeText(clock.UtcNow);
        request.Set("host", endpoint.Host);
        string payload = request.Content is null ? SignatureV4.EmptyPayload : SignatureV4.UnsignedPayload;
        request.Set("x-amz-content-sha256", payload);
        request.Set("x-amz-date", time);
        if (keys.UseToken)
        {
            request.Set("x-amz-security-token", keys.Token);
        }

        request.Headers.Sort(static (left, right) => string.CompareOrdinal(left.Key, right.Key));
        string authorization = signature.Authorization(request.Method.Method, path, request.Query, request.Headers, time, payload);
        message.Headers.TryAddWithoutValidation("Authorization", authorization);
        request.Headers.RemoveAll(static header => header.Key == "host"); // has its place in the message already
    }

    private async Task<StorageException> RefusalAsync(StoreCall call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        (string? code, string? message, string? requestId) = ErrorDocument.Parse(text);
        if (code == "RequestTimeTooSkewed")
        {
            clock.Learn(response.Headers.Date);
        }

        return StoreFailure.FromAnswer(
            response.StatusCode,
            code,
            message,
            RetryAfterText.Parse(Header(response, "Retry-After"), Header(response, "x-amz-retry-after")),
            requestId ?? Header(response, "x-amz-request-id"),
            call,
            Header(response, "x-amz-bucket-region"));
    }

    private sealed class BucketEndpoint(Uri uri)
    {
        public string Origin { get; } = uri.GetLeftPart(UriPartial.Authority);

        public string Host { get; } = uri.Authority;

        public string Path { get; } = uri.AbsolutePath.TrimEnd('/');
    }
}

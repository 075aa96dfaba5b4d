using S3Stream.Storage.Signing;

namespace S3Stream.Storage.Bodies;

/// <summary>
/// The last handler before the connection. It sends our own body stream where the SDK would copy it through a rented buffer, and takes the
/// Location away from answers, so that no signed request follows a redirect to a host that the configuration does not name.
/// </summary>
internal sealed class DirectBodyHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    // The SDK's request does not carry state of ours to this place; the flow of execution does.
    private static readonly AsyncLocal<SequenceStream?> CurrentBody = new();

    /// <summary>Names the body of the SDK request that this flow of execution makes next. It ends with the calling async method.</summary>
    public static void SetBody(SequenceStream body) => CurrentBody.Value = body;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (CurrentBody.Value is { } body
            && request.Method == HttpMethod.Put
            && request.Content is { } wrapped
            && wrapped.Headers.ContentLength == body.Length)
        {
            request.Content = Direct(body, wrapped);
        }

        // The SDK asks for nothing here, and to some that means that what is stored may be packed or unpacked on the way.
        if (request.Headers.AcceptEncoding.Count == 0 && (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head))
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", ObjectRequest.StoredBytes);
        }

        // Waiting for 100 Continue costs a round trip for each part, and lets a body be sent beside its answer.
        request.Headers.ExpectContinue = false;
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        response.Headers.Location = null;
        return response;
    }

    private static StreamContent Direct(SequenceStream body, HttpContent wrapped)
    {
        body.Position = 0;
        var content = new StreamContent(body);
        foreach (KeyValuePair<string, IEnumerable<string>> header in wrapped.Headers)
        {
            content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        return content;
    }
}

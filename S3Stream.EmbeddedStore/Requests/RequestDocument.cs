namespace S3Stream.Embedded;

/// <summary>The XML body of a request.</summary>
internal static class RequestDocument
{
    /// <summary>Reads and checks the body; null where there is none.</summary>
    public static async Task<XmlNodeText?> ReadAsync(
        StoreRequest request, string root, DeclaredDigests declared, CancellationToken cancellationToken)
    {
        bool hasBody = request.Headers.ContentLength > 0 || request.Headers.ContainsKey("Transfer-Encoding");
        if (!hasBody)
        {
            return null;
        }

        using var sink = new MemorySink();
        await PayloadReceiver.ReceiveAsync(request, sink, new PayloadTerms(StoreLimits.MaxDocumentBytes, declared, []), cancellationToken);
        return XmlText.Parse(sink.Rewind(), root);
    }

    public static async Task<XmlNodeText> ReadRequiredAsync(
        StoreRequest request, string root, DeclaredDigests declared, CancellationToken cancellationToken) =>
        await ReadAsync(request, root, declared, cancellationToken)
            ?? throw StoreError.MalformedXml.Fault($"A {root} document is wanted as the body.");
}

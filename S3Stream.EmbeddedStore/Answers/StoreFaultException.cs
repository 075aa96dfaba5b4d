namespace S3Stream.Embedded;

/// <summary>Ends a request with an S3 error document.</summary>
internal sealed class StoreFaultException(StoreError error, string message) : Exception(message)
{
    public StoreError Error { get; } = error;

    /// <summary>Headers the answer carries beside the document, such as the Content-Range of 416.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}

namespace S3Stream.Tests.Embedded;

/// <summary>
/// A request to be sent as it stands: the target is not normalised, headers are signed as given, the body may contradict them.
/// </summary>
internal sealed record RawRequest(string Method, string Path)
{
    /// <summary>Percent-encoded and sorted, as the signature wants it.</summary>
    public string Query { get; init; } = "";

    public SortedDictionary<string, string> Headers { get; init; } = new(StringComparer.Ordinal);

    public byte[] Body { get; init; } = [];

    public string PayloadHash { get; init; } = "UNSIGNED-PAYLOAD";

    public DateTimeOffset Time { get; init; } = DateTimeOffset.UtcNow;

    /// <summary>Headers added after signing.</summary>
    public Dictionary<string, string> UnsignedHeaders { get; init; } = [];

    /// <summary>Makes the body from the request's own signature, for bodies of signed frames.</summary>
    public Func<SignatureSeed, byte[]>? BodyOf { get; init; }

    /// <summary>When set, no more of the body is sent.</summary>
    public int? CutBodyAfter { get; init; }
}

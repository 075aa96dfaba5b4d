using S3Stream.Storage.Failures;
using S3Stream.Storage.Signing;

namespace S3Stream.Storage.Requests;

/// <summary>What a ranged GetObject asks for.</summary>
/// <param name="Address">The object.</param>
/// <param name="Range">Its bytes.</param>
/// <param name="ETag">The version; <see langword="null"/>: whichever there is.</param>
internal sealed record RangeRequest(ObjectAddress Address, Extent Range, string? ETag)
{
    /// <summary>Accept-Encoding.</summary>
    public string Encoding { get; init; } = ObjectRequest.StoredBytes;

    /// <summary>The request, for failures.</summary>
    public StoreCall Call { get; } = new("GetObject", Address);
}

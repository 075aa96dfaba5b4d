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

    /// <summary>No If-Match goes out: the store was just seen to refuse the version that is there.</summary>
    public bool IsUnconditional { get; init; }

    /// <summary>The request, for failures.</summary>
    public StoreCall Call { get; } = new("GetObject", Address);
}

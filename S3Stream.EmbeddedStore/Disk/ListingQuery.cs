namespace S3Stream.Embedded;

/// <summary>What one page of a listing asks for. <paramref name="After"/> is a key or a common prefix: the page begins behind it.</summary>
internal sealed record ListingQuery(string Prefix, string Delimiter, string? After, int MaxKeys);

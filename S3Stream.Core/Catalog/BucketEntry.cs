namespace S3Stream;

/// <summary>One bucket of the account. Immutable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Created">When it was created (UTC).</param>
public sealed record BucketEntry(string Name, DateTimeOffset Created);

namespace S3Stream;

/// <summary>An object that could not be deleted.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Error">Why.</param>
public sealed record DeleteFailure(string Key, StorageException Error);

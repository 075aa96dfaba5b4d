namespace S3Stream;

/// <summary>One file of a directory call that was not moved or deleted.</summary>
/// <param name="Key">The object's key.</param>
/// <param name="Path">The file's full path; <see langword="null"/> where the key can be none below the directory.</param>
/// <param name="Error">Why.</param>
public sealed record DirectoryFailure(string Key, string? Path, Exception Error);

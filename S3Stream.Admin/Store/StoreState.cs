namespace S3Stream.Admin;

/// <summary>Whether the S3 service can be used.</summary>
/// <param name="IsUp">It answers, and takes the server's requests; <see langword="null"/>: nobody has asked yet.</param>
/// <param name="Problem">Why not.</param>
internal sealed record StoreState(bool? IsUp, StorageException? Problem);

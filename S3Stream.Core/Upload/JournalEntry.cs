namespace S3Stream.Upload;

/// <summary>A multipart upload that was begun here. Holds no secret.</summary>
/// <param name="Store">The endpoint it is at.</param>
/// <param name="Account">A fingerprint of the credentials it was begun with.</param>
/// <param name="Bucket">Its bucket.</param>
/// <param name="Key">Its key.</param>
/// <param name="UploadId">Its id.</param>
/// <param name="Begun">When, by this machine's clock.</param>
internal sealed record JournalEntry(string Store, string Account, string Bucket, string Key, string UploadId, DateTimeOffset Begun);

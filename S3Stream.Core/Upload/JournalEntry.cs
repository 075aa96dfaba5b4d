namespace S3Stream.Upload;

/// <summary>A multipart upload that was begun here. Holds no secret.</summary>
/// <param name="Store">The endpoint it is at.</param>
/// <param name="Account">A fingerprint of the credentials it was begun with.</param>
/// <param name="Bucket">Its bucket.</param>
/// <param name="Key">Its key.</param>
/// <param name="UploadId">Its id; empty: it was about to be created, and whether it was is not known.</param>
/// <param name="Begun">When it was begun or last continued, by this machine's clock.</param>
/// <param name="Holder">
/// Which transfer continues it (<see cref="UploadHold.Name"/>), or, without an id, the name of the note itself; <see langword="null"/> in
/// entries that older versions wrote.
/// </param>
/// <param name="IsResumable">The holder keeps it for a resume (<see cref="UploadOptions.KeepForResume"/>); others leave it alone.</param>
internal sealed record JournalEntry(
    string Store,
    string Account,
    string Bucket,
    string Key,
    string UploadId,
    DateTimeOffset Begun,
    string? Holder = null,
    bool IsResumable = true)
{
    /// <summary>Whether it was created is not known.</summary>
    public bool IsBeginning => UploadId.Length == 0;
}

using S3Stream.Storage;

namespace S3Stream.Upload;

/// <summary>
/// The receiver of a part's end after the part was handed over to be stored: <see cref="Stored"/> or <see cref="Dropped"/>, once. Safe for
/// concurrent use.
/// </summary>
internal interface IPartSink
{
    /// <summary>
    /// Brings the part into memory if it waits on disk. From here to its end the part counts as being sent: its memory comes back by
    /// itself.
    /// </summary>
    Task PrepareAsync(OpenPart part, CancellationToken cancellationToken);

    /// <summary>S3 has acknowledged the part.</summary>
    void Stored(OpenPart part, StoredPart stored);

    /// <summary>The part could not be stored: the upload fails. Does nothing more to a part that has ended.</summary>
    void Dropped(OpenPart part, Exception failure);
}

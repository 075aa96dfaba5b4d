using S3Stream.GridFtp.Data;

namespace S3Stream.GridFtp.Transfers;

/// <summary>
/// An opened upload, and what of the object does not come from the client: bytes an earlier attempt has stored, or the bytes of the
/// existing object before and behind the new ones. Made by <see cref="UploadOpening"/>. Owns the upload.
/// </summary>
internal sealed class OpenedUpload(
    S3StreamClient client, ObjectUpload upload, UploadTarget target, ObjectEntry? existing, IReadOnlyList<Extent> claims)
    : IAsyncDisposable
{
    public ObjectUpload Upload { get; } = upload;

    public UploadTarget Target { get; } = target;

    /// <summary>What the client's REST said, merged and ascending.</summary>
    public IReadOnlyList<Extent> Claims { get; } = claims;

    /// <summary>
    /// Restart markers are true only for uploads that REST can continue: those that begin at byte 0 and take nothing from an existing
    /// object.
    /// </summary>
    public bool IsResumable => existing is null && Target.Base == 0;

    /// <summary>Keeps what the existing object has before the new bytes.</summary>
    public Task KeepHeadAsync(CancellationToken cancellationToken) =>
        existing is null ? Task.CompletedTask : KeepAsync(existing, Extent.Between(0, Target.Base), cancellationToken);

    /// <summary>
    /// Completes the object once every byte up to <paramref name="wireEnd"/> was received: what the existing object has behind it is
    /// kept, then S3 makes the object visible.
    /// </summary>
    public async Task<StoredObject> CompleteAsync(long wireEnd, CancellationToken cancellationToken)
    {
        long end = Target.Base + wireEnd;
        if (existing is not null && existing.Length > end)
        {
            await KeepAsync(existing, Extent.Between(end, existing.Length), cancellationToken);
            end = existing.Length;
        }

        return await Upload.CompleteAsync(Math.Max(end, Target.Held.End), cancellationToken);
    }

    public ValueTask DisposeAsync() => Upload.DisposeAsync();

    /// <summary>S3 cannot change an object in place: a new one is made, and the store copies what stays.</summary>
    private Task KeepAsync(ObjectEntry entry, Extent extent, CancellationToken cancellationToken) =>
        client.CopyIntoAsync(Upload, Upload.Address, entry.ETag, extent, cancellationToken);
}

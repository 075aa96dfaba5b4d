using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;
using S3Stream.Sequential;

namespace S3Stream;

/// <summary>Whole objects in one call: from and to streams, pipes and files.</summary>
public static class S3StreamClientExtensions
{
    /// <summary>Uploads all that a stream yields from its position on. Bytes are read straight into the parts' memory.</summary>
    /// <param name="client">The client.</param>
    /// <param name="address">Where the object goes.</param>
    /// <param name="source">
    /// The source; it stays open. When it can seek, its length is declared unless the options declare one, or it says 0 (as the kernel's
    /// own files do, whatever is in them).
    /// </param>
    /// <param name="options">How; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Stops the upload; no object is made.</param>
    /// <exception cref="TransferFailedException">The source has more or fewer bytes than declared.</exception>
    /// <exception cref="StorageException">S3 refused the object or failed.</exception>
    public static async Task<StoredObject> UploadAsync(
        this S3StreamClient client, ObjectAddress address, Stream source, UploadOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(source);
        options ??= new UploadOptions();
        if (options.Length is null && source.CanSeek && source.Length > source.Position)
        {
            options = options with { Length = source.Length - source.Position };
        }

        ObjectUpload upload = await client.CreateUploadAsync(address, options, cancellationToken).ConfigureAwait(false);
        await using (upload.ConfigureAwait(false))
        {
            return await upload.SendAsync(writer => writer.WriteAllAsync(source, options.Length, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Uploads all that a pipe yields. The reader is not completed: that stays the caller's.</summary>
    /// <inheritdoc cref="UploadAsync(S3StreamClient, ObjectAddress, Stream, UploadOptions?, CancellationToken)"/>
    public static async Task<StoredObject> UploadPipeAsync(
        this S3StreamClient client, ObjectAddress address, PipeReader source, UploadOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(source);
        ObjectUpload upload = await client.CreateUploadAsync(address, options, cancellationToken).ConfigureAwait(false);
        await using (upload.ConfigureAwait(false))
        {
            return await upload.SendAsync(
                writer => writer.WriteAllAsync(source, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Uploads a file, several parts at once. One that changes meanwhile fails the upload. Pipes, devices and the kernel's own files
    /// (<c>/proc</c>), whose length nobody knows, are read to their end.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="address">Where the object goes.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">How; <see langword="null"/> for the defaults. A length in them has to be the file's.</param>
    /// <param name="cancellationToken">Stops the upload; no object is made.</param>
    /// <exception cref="TransferFailedException">
    /// The file has another length than the options say, became shorter (<see cref="FailureReason.Incomplete"/>) or was written to
    /// meanwhile (<see cref="FailureReason.Changed"/>).
    /// </exception>
    /// <exception cref="StorageException">S3 refused the object or failed.</exception>
    public static async Task<StoredObject> UploadFileAsync(
        this S3StreamClient client, ObjectAddress address, string path, UploadOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(path);
        using SafeFileHandle file = File.OpenHandle(
            path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.Asynchronous | FileOptions.SequentialScan);
        if (FileTransfer.LengthOf(file) is not { } length)
        {
            var source = new FileStream(file, FileAccess.Read, bufferSize: 0, isAsync: file.IsAsync);
            await using (source.ConfigureAwait(false))
            {
                return await client.UploadAsync(address, source, options, cancellationToken).ConfigureAwait(false);
            }
        }

        DateTime written = File.GetLastWriteTimeUtc(file);
        options = options ?? new UploadOptions();
        options = options.Length is null ? options with { Length = length } : options;
        ObjectUpload upload = await client.CreateUploadAsync(address, options, cancellationToken).ConfigureAwait(false);
        await using (upload.ConfigureAwait(false))
        {
            int partSize = options.PartSize ?? client.Options.PartSize;
            await FileTransfer.FillAsync(upload, file, length, partSize, cancellationToken).ConfigureAwait(false);
            FileTransfer.ThrowIfChanged(file, path, length, written);
            return await upload.CompleteAsync(length, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Keeps bytes of an object that exists in one that is being uploaded, at the same offsets: whole parts are copied inside the store,
    /// only bytes of parts that <paramref name="extent"/> covers in part are read and stored again. Other writers may fill the rest of the
    /// upload meanwhile.
    /// </summary>
    /// <param name="client">The client of the upload.</param>
    /// <param name="upload">The upload; usually of the same key.</param>
    /// <param name="source">The object to copy from; it must hold the extent.</param>
    /// <param name="etag">Its version.</param>
    /// <param name="extent">The bytes.</param>
    /// <param name="cancellationToken">Stops the copy, and the upload with it.</param>
    /// <exception cref="StorageException">The source changed (<see cref="FailureReason.Changed"/>), or S3 refused.</exception>
    /// <exception cref="TransferFailedException">The upload has failed, or the extent lies beyond its declared length.</exception>
    public static async Task CopyIntoAsync(
        this S3StreamClient client, ObjectUpload upload, ObjectAddress source, string etag, Extent extent,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(upload);

        // open all the while: bytes that other writers may be waiting for are still to come
        using UploadWriter writer = upload.OpenWriter();
        IReadOnlyList<Extent> rest = await upload.CopyPartsAsync(source, etag, extent, cancellationToken).ConfigureAwait(false);
        if (rest.Count > 0)
        {
            await writer.WriteObjectAsync(client, source, etag, rest, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Downloads an object, or the extents the options ask for, in order into a stream.</summary>
    /// <param name="client">The client.</param>
    /// <param name="address">The object.</param>
    /// <param name="destination">Where the bytes go; it stays open and keeps what was written when the download fails.</param>
    /// <param name="options">How; <see langword="null"/> for the defaults. The order is ascending whatever they say.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <returns>The object as it was read.</returns>
    /// <exception cref="StorageException">There is no such object, it changed meanwhile, or a read failed.</exception>
    public static async Task<ObjectEntry> DownloadToAsync(
        this S3StreamClient client, ObjectAddress address, Stream destination, DownloadOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(destination);
        options = (options ?? new DownloadOptions()) with { Order = DeliveryOrder.Ascending };
        ObjectDownload download = await client.OpenDownloadAsync(address, options, cancellationToken).ConfigureAwait(false);
        Stream source = download.AsStream();
        await using (source.ConfigureAwait(false))
        {
            await source.CopyToAsync(destination, cancellationToken).ConfigureAwait(false);
            return download.Entry;
        }
    }

    /// <summary>
    /// Downloads an object into a file, several ranges at once. The file appears, or replaces the one there was, only when it is whole;
    /// until then the bytes are in a temporary file beside it, which a failure removes. When the call returns, bytes and name are on the
    /// disk (fsync), so that a power cut leaves the old file or the whole new one. What a symbolic link leads to is replaced, and not
    /// the link. A pipe or a device is never replaced: the bytes are written into it in order, and a failure leaves those that went in.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="address">The object.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">
    /// How; <see langword="null"/> for the defaults. Extents go to their own offsets in the file; the order is as completed.
    /// </param>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <returns>The object as it was read.</returns>
    /// <exception cref="StorageException">There is no such object, it changed meanwhile, or a read failed.</exception>
    public static async Task<ObjectEntry> DownloadFileAsync(
        this S3StreamClient client, ObjectAddress address, string path, DownloadOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(path);
        address.ThrowIfInvalid(nameof(address));
        path = FileTarget.Resolve(path);
        if (FileTarget.IsSpecial(path))
        {
            var special = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            await using (special.ConfigureAwait(false))
            {
                return await client.DownloadToAsync(address, special, options, cancellationToken).ConfigureAwait(false);
            }
        }

        options = (options ?? new DownloadOptions()) with { Order = DeliveryOrder.AsCompleted };
        ObjectDownload download = await client.OpenDownloadAsync(address, options, cancellationToken).ConfigureAwait(false);
        await using (download.ConfigureAwait(false))
        {
            await FileTransfer.SaveAsync(download, path, cancellationToken).ConfigureAwait(false);
            return download.Entry;
        }
    }
}

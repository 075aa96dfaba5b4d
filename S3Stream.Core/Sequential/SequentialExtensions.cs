using System.IO.Pipelines;
using S3Stream.Sequential;

namespace S3Stream;

/// <summary>
/// Uploads and downloads as the .NET types for bytes in order: <see cref="Stream"/>, <see cref="PipeReader"/>, <see cref="PipeWriter"/>.
/// </summary>
public static class SequentialExtensions
{
    /// <summary>The download as a readable stream that owns it; see <see cref="AsStream(ObjectDownload, bool)"/>.</summary>
    /// <param name="download">A download with <see cref="DeliveryOrder.Ascending"/>; nothing else may read from it meanwhile.</param>
    /// <exception cref="InvalidOperationException">The download delivers in another order.</exception>
    public static Stream AsStream(this ObjectDownload download) => AsStream(download, leaveOpen: false);

    /// <summary>
    /// The download as a readable stream: its extents one after the other. Not seekable;
    /// <see cref="Stream.Length"/> and <see cref="Stream.Position"/> can be read. <see cref="Stream.CopyToAsync(Stream)"/> writes straight
    /// from the download's memory.
    /// Synchronous calls block their thread until bytes have come; prefer the asynchronous ones where there is the choice.
    /// </summary>
    /// <param name="download">A download with <see cref="DeliveryOrder.Ascending"/>; nothing else may read from it meanwhile.</param>
    /// <param name="leaveOpen">Disposing the stream does not dispose the download.</param>
    /// <exception cref="InvalidOperationException">The download delivers in another order.</exception>
    public static Stream AsStream(this ObjectDownload download, bool leaveOpen)
    {
        ThrowIfUnordered(download);
        return new DownloadStream(download, leaveOpen);
    }

    /// <summary>
    /// The download as a pipe, without a copy: what a read shows lies in the download's memory until it is consumed. Consume what you can
    /// before you ask for more: bytes examined and not consumed hold memory, and a whole range of them stops the download. 64 KiB always
    /// fit.
    /// </summary>
    /// <param name="download">A download with <see cref="DeliveryOrder.Ascending"/>; nothing else may read from it meanwhile.</param>
    /// <param name="leaveOpen">Completing the reader does not dispose the download.</param>
    /// <exception cref="InvalidOperationException">The download delivers in another order.</exception>
    public static PipeReader AsPipeReader(this ObjectDownload download, bool leaveOpen = false)
    {
        ThrowIfUnordered(download);
        return new DownloadPipeReader(download, leaveOpen);
    }

    /// <summary>The upload's bytes from its start as a writable stream; see <see cref="AsStream(ObjectUpload, long)"/>.</summary>
    /// <param name="upload">The upload. It stays open when the stream is disposed.</param>
    public static Stream AsStream(this ObjectUpload upload) => AsStream(upload, 0);

    /// <summary>
    /// A run of the upload's bytes as a writable stream, from <paramref name="offset"/> on. Several streams may write different runs at
    /// once. Dispose it, then end the object with <see cref="ObjectUpload.CompleteAsync()"/>; <see cref="Stream.Position"/> tells how far
    /// it came. Synchronous calls block their thread where the memory budget is full; prefer the asynchronous ones where there is the
    /// choice.
    /// </summary>
    /// <example>
    /// A zip archive of unknown length, written straight into the parts that go to S3:
    /// <code>
    /// await using ObjectUpload upload = await client.CreateUploadAsync(new ObjectAddress("bucket", "archive.zip"));
    /// await using (Stream stream = upload.AsStream())
    /// using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
    /// {
    /// archive.CreateEntryFromFile("report.csv", "report.csv");
    /// }
    ///
    /// await upload.CompleteAsync();
    /// </code>
    /// </example>
    /// <param name="upload">The upload. It stays open when the stream is disposed.</param>
    /// <param name="offset">Where in the object the first byte goes.</param>
    public static Stream AsStream(this ObjectUpload upload, long offset)
    {
        ArgumentNullException.ThrowIfNull(upload);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return new UploadStream(upload, offset);
    }

    /// <summary>
    /// A run of the upload's bytes as a pipe, from <paramref name="offset"/> on. Between flushes, what <see cref="PipeWriter.GetMemory"/>
    /// gives is part memory where some is at hand, so that bytes are not copied; flush often, 64 KiB to 1 MiB at a time. Complete it, then
    /// end the object with <see cref="ObjectUpload.CompleteAsync(long, CancellationToken)"/> and the number of bytes written.
    /// </summary>
    /// <param name="upload">The upload. It stays open when the pipe is completed, with or without an exception.</param>
    /// <param name="offset">Where in the object the first byte goes.</param>
    public static PipeWriter AsPipeWriter(this ObjectUpload upload, long offset = 0)
    {
        ArgumentNullException.ThrowIfNull(upload);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return new UploadPipeWriter(upload, offset);
    }

    private static void ThrowIfUnordered(ObjectDownload download)
    {
        ArgumentNullException.ThrowIfNull(download);
        if (download.Order != DeliveryOrder.Ascending)
        {
            throw new InvalidOperationException(
                $"The download delivers {download.Order}; a stream needs its bytes in order. Open it with "
                    + $"{nameof(DeliveryOrder)}.{nameof(DeliveryOrder.Ascending)}.");
        }
    }
}

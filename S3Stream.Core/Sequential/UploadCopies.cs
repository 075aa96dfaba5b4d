using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;
using S3Stream.Memory;

namespace S3Stream.Sequential;

/// <summary>
/// Fills parts from .NET's types of sources. A source that reads into given memory reads straight into the part.
/// </summary>
internal static class UploadCopies
{
    // A stream over memory copies pieces this large past the processor's cache, which takes a tenth less of an upload's processor time
    // than pieces of 1 MiB (docs/profile.md). Other streams give what they have.
    private const int MaxReadAtOnce = 16 * 1024 * 1024;

    /// <summary>Writes the first of the bytes the caller holds, as many as lie in one piece of part memory; returns how many.</summary>
    public static async ValueTask<int> WriteSomeAsync(
        this UploadWriter writer, long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        Memory<byte> target = await writer.AcquireAsync(offset, bytes.Length, cancellationToken).ConfigureAwait(false);

        // copy: the bytes lie in the caller's buffer, which is the caller's again when this returns
        int count = Math.Min(target.Length, bytes.Length);
        bytes[..count].CopyTo(target);
        writer.Commit(count);
        return count;
    }

    /// <summary>Writes bytes the caller holds; returns the offset behind them.</summary>
    public static async ValueTask<long> WriteAtAsync(
        this UploadWriter writer, long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            int count = await writer.WriteSomeAsync(offset, bytes, cancellationToken).ConfigureAwait(false);
            offset += count;
            bytes = bytes[count..];
        }

        return offset;
    }

    /// <summary>Writes a sequence; returns the offset behind it.</summary>
    public static async ValueTask<long> WriteAtAsync(
        this UploadWriter writer, long offset, ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        foreach (ReadOnlyMemory<byte> piece in bytes)
        {
            offset = await writer.WriteAtAsync(offset, piece, cancellationToken).ConfigureAwait(false);
        }

        return offset;
    }

    /// <summary>
    /// Writes all that a stream yields from now on, read straight into part memory; returns the offset behind it. No memory is asked for
    /// beyond the length declared.
    /// </summary>
    public static async ValueTask<long> WriteAllAsync(
        this UploadWriter writer, Stream source, long? length, CancellationToken cancellationToken)
    {
        long offset = 0;
        while (offset != length)
        {
            int size = (int)Math.Min(MaxReadAtOnce, (length ?? long.MaxValue) - offset);
            Memory<byte> target = await writer.AcquireAsync(offset, size, cancellationToken).ConfigureAwait(false);
            int count = await source.ReadAsync(target, cancellationToken).ConfigureAwait(false);
            writer.Commit(count);
            if (count == 0)
            {
                return offset;
            }

            offset += count;
        }

        await ThrowIfLongerAsync(source, offset, cancellationToken).ConfigureAwait(false);
        return offset;
    }

    /// <summary>Writes all that a pipe yields from now on; returns the offset behind it.</summary>
    public static async ValueTask<long> WriteAllAsync(this UploadWriter writer, PipeReader source, CancellationToken cancellationToken)
    {
        long offset = 0;
        while (true)
        {
            ReadResult read = await source.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (read.IsCanceled)
            {
                throw new OperationCanceledException("The read of the upload's source was cancelled.");
            }

            offset = await writer.WriteAtAsync(offset, read.Buffer, cancellationToken).ConfigureAwait(false);
            source.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return offset;
            }
        }
    }

    /// <summary>Lets one writer fill the object from its start, and ends the object where it stopped.</summary>
    public static async Task<StoredObject> SendAsync(
        this ObjectUpload upload, Func<UploadWriter, ValueTask<long>> write, CancellationToken cancellationToken)
    {
        long length;
        using (UploadWriter writer = upload.OpenWriter())
        {
            length = await write(writer).ConfigureAwait(false);
        }

        return await upload.CompleteAsync(length, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes an extent of a file, read straight into part memory.</summary>
    public static async ValueTask WriteFileAsync(
        this UploadWriter writer, SafeFileHandle file, Extent extent, CancellationToken cancellationToken)
    {
        long offset = extent.Offset;
        while (offset < extent.End)
        {
            int size = (int)Math.Min(SlabPool.SlabSize, extent.End - offset);
            Memory<byte> target = await writer.AcquireAsync(offset, size, cancellationToken).ConfigureAwait(false);
            int count = await RandomAccess.ReadAsync(file, target, offset, cancellationToken).ConfigureAwait(false);
            writer.Commit(count);
            if (count == 0)
            {
                throw new TransferFailedException(
                    FailureReason.Incomplete,
                    $"The file now ends at byte {offset}, but it was longer when its upload began. Upload it again when no process "
                        + "writes to it.")
                {
                    At = Extent.Between(offset, extent.End),
                };
            }

            offset += count;
        }
    }

    /// <summary>Writes extents of an object, to the same offsets.</summary>
    public static async ValueTask WriteObjectAsync(
        this UploadWriter writer, S3StreamClient client, ObjectAddress source, string etag, IReadOnlyList<Extent> extents,
        CancellationToken cancellationToken)
    {
        ObjectDownload download = await client.OpenDownloadAsync(
            source, new DownloadOptions { Extents = extents }, cancellationToken).ConfigureAwait(false);
        await using (download.ConfigureAwait(false))
        {
            if (download.Entry.ETag != etag)
            {
                throw new StorageException(
                    FailureReason.Changed, $"The object {source} was replaced while its bytes were copied: it is no longer the version "
                        + $"{etag}. Nothing was changed by it.");
            }

            while (true)
            {
                using ReadLease lease = await download.ReadAsync(cancellationToken).ConfigureAwait(false);
                if (lease.IsEnd)
                {
                    return;
                }

                await writer.WriteAtAsync(lease.Offset, lease.Memory, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async ValueTask ThrowIfLongerAsync(Stream source, long length, CancellationToken cancellationToken)
    {
        byte[] probe = new byte[1];
        if (await source.ReadAsync(probe, cancellationToken).ConfigureAwait(false) > 0)
        {
            throw new TransferFailedException(
                FailureReason.Invalid, $"The source has more than the {length} bytes declared. Declare its true length, or none.")
            {
                At = new Extent(length, 1),
            };
        }
    }
}

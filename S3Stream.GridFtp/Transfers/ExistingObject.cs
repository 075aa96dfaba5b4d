using S3Stream.GridFtp.Commands;

namespace S3Stream.GridFtp.Transfers;

/// <summary>
/// The object an APPE, REST or ESTO builds on. S3 cannot change an object in place, so a new one is made whose other bytes are read back from the old
/// one and stored again, in bounded memory. (UploadPartCopy would keep them inside S3; the core does not offer it for part of an upload.)
/// Immutable.
/// </summary>
internal sealed class ExistingObject(S3StreamClient client, ObjectAddress address, ObjectEntry entry)
{
    public long Length => entry.Length;

    /// <summary>Reads an extent of the object into the same place of the upload.</summary>
    /// <exception cref="FtpException">451: the object changed since the transfer began.</exception>
    public async Task CopyAsync(Extent extent, ObjectUpload upload, CancellationToken cancellationToken)
    {
        if (extent.IsEmpty)
        {
            return;
        }

        await using ObjectDownload download = await client.OpenDownloadAsync(address, new DownloadOptions { Extents = [extent] }, cancellationToken);
        if (download.Entry.ETag != entry.ETag)
        {
            throw new FtpException(GlobusError.Changed($"{address} was replaced while this transfer was adding to it; nothing was changed by it."));
        }

        using UploadWriter writer = upload.OpenWriter();
        while (true)
        {
            using ReadLease lease = await download.ReadAsync(cancellationToken);
            if (lease.IsEnd)
            {
                return;
            }

            await WriteAsync(writer, lease.Offset, lease.Memory, cancellationToken);
        }
    }

    private static async ValueTask WriteAsync(UploadWriter writer, long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            Memory<byte> memory = await writer.AcquireAsync(offset, bytes.Length, cancellationToken);
            bytes.Span[..memory.Length].CopyTo(memory.Span); // copy: from the download's memory to the upload's; see the class
            writer.Commit(memory.Length);
            offset += memory.Length;
            bytes = bytes[memory.Length..];
        }
    }
}

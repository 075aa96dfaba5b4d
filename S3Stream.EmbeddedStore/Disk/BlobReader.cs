using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;

namespace S3Stream.Embedded;

/// <summary>Reads content that lies in one or many blobs. The caller holds references on them for as long as it reads.</summary>
internal static class BlobReader
{
    private const int PieceBytes = 256 * 1024;

    /// <summary>Sends the content; reads straight into the connection's buffers.</summary>
    public static async Task SendAsync(IEnumerable<BlobExtent> content, PipeWriter to, CancellationToken cancellationToken)
    {
        foreach (BlobExtent extent in content)
        {
            using SafeFileHandle file = Open(extent);
            for (long sent = 0; sent < extent.Length;)
            {
                Memory<byte> memory = to.GetMemory((int)Math.Min(PieceBytes, extent.Length - sent));
                int wanted = (int)Math.Min(memory.Length, extent.Length - sent);
                int read = await ReadAsync(file, memory[..wanted], extent, sent, cancellationToken);
                to.Advance(read);
                sent += read;
                FlushResult flushed = await to.FlushAsync(cancellationToken);
                if (flushed.IsCompleted)
                {
                    return; // the client is gone
                }
            }
        }
    }

    /// <summary>The checksums of content that is already here.</summary>
    public static async Task<IReadOnlyDictionary<ChecksumAlgorithm, byte[]>> DigestAsync(
        IEnumerable<BlobExtent> content, IEnumerable<ChecksumAlgorithm> wanted, CancellationToken cancellationToken)
    {
        using var digests = new ContentDigests(wanted);
        byte[] buffer = new byte[PieceBytes];
        foreach (BlobExtent extent in content)
        {
            using SafeFileHandle file = Open(extent);
            for (long done = 0; done < extent.Length;)
            {
                int wantedBytes = (int)Math.Min(buffer.Length, extent.Length - done);
                int read = await ReadAsync(file, buffer.AsMemory(0, wantedBytes), extent, done, cancellationToken);
                digests.Append(buffer.AsSpan(0, read));
                done += read;
            }
        }

        return digests.Finish();
    }

    private static SafeFileHandle Open(BlobExtent extent) =>
        File.OpenHandle(extent.Blob.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous);

    private static async ValueTask<int> ReadAsync(
        SafeFileHandle file, Memory<byte> memory, BlobExtent extent, long done, CancellationToken cancellationToken)
    {
        int read = await RandomAccess.ReadAsync(file, memory, extent.Offset + done, cancellationToken);
        return read > 0
            ? read
            : throw new InvalidDataException(
                $"{extent.Blob.Path} is shorter than its record says: {extent.Offset + extent.Length} bytes are needed.");
    }
}

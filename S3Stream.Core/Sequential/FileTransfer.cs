using Microsoft.Win32.SafeHandles;

namespace S3Stream.Sequential;

/// <summary>
/// Files on both ends: parts and ranges in parallel, read from and written to their places in the file, with no order to wait for.
/// </summary>
internal static class FileTransfer
{
    private const int MaxWorkers = 4;

    /// <summary>Reads the file into the upload, part after part, several parts at once.</summary>
    public static async Task FillAsync(
        ObjectUpload upload, SafeFileHandle file, long length, long partSize, CancellationToken cancellationToken)
    {
        long parts = (length + partSize - 1) / partSize;
        long next = -1;

        async Task FillPartsAsync(CancellationToken token)
        {
            using UploadWriter writer = upload.OpenWriter();
            for (long part = Interlocked.Increment(ref next); part < parts; part = Interlocked.Increment(ref next))
            {
                long start = part * partSize;
                await writer.WriteFileAsync(file, Extent.Between(start, Math.Min(length, start + partSize)), token).ConfigureAwait(false);
            }
        }

        await ParallelWork.RunAsync((int)Math.Min(parts, MaxWorkers), FillPartsAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a download into a new file beside <paramref name="path"/> and gives it that name only when it is whole.</summary>
    public static async Task SaveAsync(ObjectDownload download, string path, CancellationToken cancellationToken)
    {
        string temporary = TemporaryName(path);
        try
        {
            using (SafeFileHandle file = File.OpenHandle(
                temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.Asynchronous))
            {
                await ParallelWork.RunAsync(
                    MaxWorkers, token => SaveLeasesAsync(download, file, token), cancellationToken).ConfigureAwait(false);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static async Task SaveLeasesAsync(ObjectDownload download, SafeFileHandle file, CancellationToken cancellationToken)
    {
        while (true)
        {
            using ReadLease lease = await download.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (lease.IsEnd)
            {
                return;
            }

            await RandomAccess.WriteAsync(file, lease.Memory, lease.Offset, cancellationToken).ConfigureAwait(false);
        }
    }

    // in the same directory, so that the move is a rename: atomic, and on the same file system
    private static string TemporaryName(string path)
    {
        string full = Path.GetFullPath(path);
        return Path.Join(Path.GetDirectoryName(full), $".{Path.GetFileName(full)}.{Path.GetRandomFileName()}");
    }
}

using Microsoft.Win32.SafeHandles;

namespace S3Stream.Sequential;

/// <summary>
/// Files on both ends: parts and ranges in parallel, read from and written to their places in the file, with no order to wait for.
/// </summary>
internal static class FileTransfer
{
    private const int MaxWorkers = 4;

    /// <summary>
    /// The file's length, or <see langword="null"/> where only reading tells it: pipes have none, and the kernel's own files say 0.
    /// </summary>
    public static long? LengthOf(SafeFileHandle file)
    {
        try
        {
            return RandomAccess.GetLength(file) is > 0 and var length ? length : null;
        }
        catch (NotSupportedException)
        {
            return null; // cannot seek
        }
    }

    /// <summary>The file still is what it was when its upload began.</summary>
    /// <exception cref="TransferFailedException">It has another length or was written to: <see cref="FailureReason.Changed"/>.</exception>
    public static void ThrowIfChanged(SafeFileHandle file, string path, long length, DateTime written)
    {
        long now = RandomAccess.GetLength(file);
        if (now != length || File.GetLastWriteTimeUtc(file) != written)
        {
            throw new TransferFailedException(
                FailureReason.Changed,
                $"The file {path} was written to while it was uploaded: it had {length} bytes and has {now}. No object was made. Upload it "
                    + "again when nothing writes to it.");
        }
    }

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

    /// <summary>
    /// Writes a download into a new file beside <paramref name="path"/> and gives it that name only when it is whole; who may read and
    /// write the file that was there may do so with this one.
    /// </summary>
    public static Task SaveAsync(ObjectDownload download, string path, CancellationToken cancellationToken) =>
        SaveAsync(download, path, FileFlush.ToDisk, cancellationToken);

    internal static async Task SaveAsync(ObjectDownload download, string path, FileFlush flush, CancellationToken cancellationToken)
    {
        string temporary = TemporaryName(path);
        try
        {
            using (SafeFileHandle file = File.OpenHandle(
                temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.Asynchronous))
            {
                if (!OperatingSystem.IsWindows() && File.Exists(path))
                {
                    File.SetUnixFileMode(file, File.GetUnixFileMode(path));
                }

                await ParallelWork.RunAsync(
                    MaxWorkers, token => SaveLeasesAsync(download, file, token), cancellationToken).ConfigureAwait(false);

                // a rename may reach the disk before the bytes: after a power cut the name would lead to a file of holes
                await Task.Run(() => flush.Bytes(file), cancellationToken).ConfigureAwait(false);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        string directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        await Task.Run(() => flush.Directory(directory), CancellationToken.None).ConfigureAwait(false);
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

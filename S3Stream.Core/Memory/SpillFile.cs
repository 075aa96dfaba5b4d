using Microsoft.Win32.SafeHandles;

namespace S3Stream.Memory;

/// <summary>
/// One part on disk: where its bytes wait when a sender without any order leaves more parts half filled than memory can hold. The file has
/// no other reader and is gone when closed, after a crash at the latest by the temp directory's own cleaning. Positions are offsets in the
/// part.
/// </summary>
internal sealed class SpillFile : IDisposable
{
    private readonly SpillArea _area;
    private readonly SafeFileHandle _handle;
    private readonly long _length;
    private bool _disposed;

    internal SpillFile(SpillArea area, string path, long length)
    {
        _area = area;
        _length = length;
        _handle = File.OpenHandle(
            path,
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous,
            preallocationSize: 0);
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        {
            File.SetUnixFileMode(_handle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    /// <summary>Writes one piece.</summary>
    public void Write(long offset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(_handle, bytes, offset);

    /// <summary>Writes what is covered of a part's memory.</summary>
    public async Task SaveAsync(PartBuffer buffer, IReadOnlyList<Extent> covered, CancellationToken cancellationToken)
    {
        foreach (Extent extent in covered)
        {
            for (long offset = extent.Offset; offset < extent.End;)
            {
                Memory<byte> piece = buffer.GetMemory(offset, (int)Math.Min(SlabPool.SlabSize, extent.End - offset));
                await RandomAccess.WriteAsync(_handle, piece, offset, cancellationToken).ConfigureAwait(false);
                offset += piece.Length;
            }
        }
    }

    /// <summary>Reads the first <paramref name="length"/> bytes back into a part's memory.</summary>
    /// <exception cref="EndOfStreamException">The file is shorter, because another process truncated it.</exception>
    public async Task LoadAsync(PartBuffer buffer, long length, CancellationToken cancellationToken)
    {
        for (long offset = 0; offset < length;)
        {
            Memory<byte> piece = buffer.GetMemory(offset, (int)Math.Min(SlabPool.SlabSize, length - offset));
            int read = await RandomAccess.ReadAsync(_handle, piece, offset, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                throw new EndOfStreamException($"A spilled part of {length} bytes ends at byte {offset}.");
            }

            offset += read;
        }
    }

    /// <summary>Compares stored bytes with <paramref name="bytes"/>.</summary>
    public bool IsEqual(long offset, ReadOnlySpan<byte> bytes)
    {
        Span<byte> stored = stackalloc byte[4096];
        while (!bytes.IsEmpty)
        {
            int read = RandomAccess.Read(_handle, stored[..Math.Min(stored.Length, bytes.Length)], offset);
            if (read == 0 || !stored[..read].SequenceEqual(bytes[..read]))
            {
                return false;
            }

            bytes = bytes[read..];
            offset += read;
        }

        return true;
    }

    /// <summary>Deletes the file. Idempotent.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _handle.Dispose();
            _area.Release(_length);
        }
    }
}

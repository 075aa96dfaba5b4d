using Microsoft.Win32.SafeHandles;
using S3Stream.Upload;

namespace S3Stream.Sequential;

/// <summary>
/// What makes a file outlive a power cut: its bytes before it gets its name, and its directory afterwards. Tests watch the order.
/// </summary>
/// <param name="Bytes">Flushes the bytes of a file.</param>
/// <param name="Directory">Flushes the names in a directory.</param>
internal sealed record FileFlush(Action<SafeFileHandle> Bytes, Action<string> Directory)
{
    /// <summary>fsync(2) of both.</summary>
    public static FileFlush ToDisk { get; } = new(RandomAccess.FlushToDisk, DirectoryFlush.Run);
}

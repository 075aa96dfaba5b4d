using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace S3Stream.Admin;

/// <summary>
/// Who owns a file. The class library tells a file's mode but not its owner, so this asks <c>statx(2)</c>, whose result has the same layout
/// on every Linux architecture.
/// <code>
/// statx: mask (4) | block size (4) | attributes (8) | links (4) | uid (4, at 20) | gid (4) | mode (2) | ...
/// </code>
/// </summary>
internal static partial class FileOwner
{
    private const int CurrentDirectory = -100;
    private const uint BasicStats = 0x7ff;
    private const int BufferBytes = 256;
    private const int UidOffset = 20;

    /// <summary>The uid this process acts as. (Its directory in /proc belongs to root once it has changed its uid.)</summary>
    public static uint? OfProcess => OperatingSystem.IsLinux() ? GetUserId() : null;

    /// <returns><see langword="null"/> where the system cannot tell (not Linux).</returns>
    public static uint? Of(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var buffer = new byte[BufferBytes];
        return Statx(CurrentDirectory, Encoding.UTF8.GetBytes(path + '\0'), 0, BasicStats, buffer) == 0
            ? BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(UidOffset)) is var uid && BitConverter.IsLittleEndian
                ? uid
                : BinaryPrimitives.ReverseEndianness(uid)
            : null;
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint GetUserId();

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statx(int directory, byte[] path, int flags, uint mask, byte[] result);
}

using System.Runtime.InteropServices;

namespace S3Stream.Sequential;

/// <summary>
/// What stands where a download is to go: nothing or a file, which is replaced as a whole, or something that is written into.
/// </summary>
internal static partial class FileTarget
{
    // statx(2), whose layout is the same on every architecture: stx_mode is 16 bits at 28 of 256
    private const int StatxBytes = 256;
    private const int ModeOffset = 28;
    private const uint StatxType = 1;
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const int TypeBits = 0xF000;
    private const int RegularFile = 0x8000;
    private const int Directory = 0x4000;

    /// <summary>Where the bytes go: what a symbolic link leads to, as the link itself is not theirs to replace.</summary>
    /// <exception cref="IOException">Links lead in a circle.</exception>
    public static string Resolve(string path)
    {
        var file = new FileInfo(path);
        return file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    /// <summary>A pipe, a socket or a device, which is written into and never replaced. False off Linux, where nobody tells.</summary>
    public static bool IsSpecial(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        Span<byte> facts = stackalloc byte[StatxBytes];
        return Statx(CurrentDirectory, path, 0, StatxType, facts) == 0
            && (BitConverter.ToUInt16(facts[ModeOffset..]) & TypeBits) is not (RegularFile or Directory);
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, Span<byte> facts);
}

using System.Runtime.InteropServices;

namespace S3Stream.Admin;

/// <summary>An account of this machine, by the C library's name service: files, LDAP, SSSD, as nsswitch.conf says.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Uid">Its user id.</param>
/// <param name="Gid">The id of its group.</param>
/// <param name="Home">Its home directory.</param>
internal sealed partial record SystemAccount(string Name, uint Uid, uint Gid, string Home)
{
    private const int BufferBytes = 64 * 1024;
    private const int NotThere = 2; // ENOENT, which some services give for a name that is not there

    /// <summary>The account, or <see langword="null"/> when there is none of that name.</summary>
    /// <exception cref="IOException">The name service failed.</exception>
    public static SystemAccount? Find(string name) => Ask($"user {name}", ReadAccount, Get(name));

    /// <summary>The account this process runs as, or <see langword="null"/> when it has no name.</summary>
    /// <exception cref="IOException">The name service failed.</exception>
    public static SystemAccount? OfProcess() => FileOwner.OfProcess is { } uid ? Ask($"uid {uid}", ReadAccount, Get(uid)) : null;

    /// <summary>The id of a group, or <see langword="null"/> when there is none of that name.</summary>
    /// <exception cref="IOException">The name service failed.</exception>
    public static uint? GroupId(string name) => Ask<uint?>(
        $"group {name}",
        entry => (uint)Marshal.ReadInt32(entry, 2 * IntPtr.Size), // struct group: name, password (pointers), gid
        (IntPtr entry, IntPtr buffer, out IntPtr found) => GetGroup(name, entry, buffer, BufferBytes, out found));

    private static Query Get(string name) =>
        (IntPtr entry, IntPtr buffer, out IntPtr found) => GetAccount(name, entry, buffer, BufferBytes, out found);

    private static Query Get(uint uid) =>
        (IntPtr entry, IntPtr buffer, out IntPtr found) => GetAccountOf(uid, entry, buffer, BufferBytes, out found);

    // struct passwd: name, password (pointers), uid, gid (4 bytes each), comment, home, shell (pointers)
    private static SystemAccount ReadAccount(IntPtr entry) => new(
        Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(entry)) ?? "",
        (uint)Marshal.ReadInt32(entry, 2 * IntPtr.Size),
        (uint)Marshal.ReadInt32(entry, (2 * IntPtr.Size) + sizeof(uint)),
        Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(entry, (3 * IntPtr.Size) + (2 * sizeof(uint)))) ?? "/");

    private static T? Ask<T>(string what, Func<IntPtr, T> read, Query query)
    {
        if (!OperatingSystem.IsLinux())
        {
            return default;
        }

        IntPtr memory = Marshal.AllocHGlobal(2 * BufferBytes);
        try
        {
            int error = query(memory, memory + BufferBytes, out IntPtr found);
            return found != IntPtr.Zero ? read(found)
                : error is 0 or NotThere ? default
                : throw new IOException($"the name service of this machine cannot tell {what}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
        finally
        {
            Marshal.FreeHGlobal(memory);
        }
    }

    private delegate int Query(IntPtr entry, IntPtr buffer, out IntPtr found);

    [LibraryImport("libc", EntryPoint = "getpwnam_r", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetAccount(string name, IntPtr entry, IntPtr buffer, nint size, out IntPtr found);

    [LibraryImport("libc", EntryPoint = "getpwuid_r")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetAccountOf(uint uid, IntPtr entry, IntPtr buffer, nint size, out IntPtr found);

    [LibraryImport("libc", EntryPoint = "getgrnam_r", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetGroup(string name, IntPtr entry, IntPtr buffer, nint size, out IntPtr found);
}

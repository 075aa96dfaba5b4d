using System.Runtime.InteropServices;

namespace S3Stream.GridFtp.Hosting;

/// <summary>A system account, by the C library's name service (files, LDAP, SSSD).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Uid">Its user id.</param>
/// <param name="Gid">The id of its own group, or of another one that was named.</param>
/// <param name="Home">Its home directory.</param>
internal sealed partial record ServiceAccount(string Name, uint Uid, uint Gid, string Home)
{
    private const int BufferBytes = 64 * 1024;

    /// <param name="user">The account's name.</param>
    /// <param name="group">A group to run in instead of the account's own, or <see langword="null"/>.</param>
    /// <exception cref="SettingException">There is no such account or group, or not on this system.</exception>
    public static ServiceAccount Find(string user, string? group)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new SettingException("--process-user works on Linux only");
        }

        // struct passwd: name, password (pointers), uid, gid (4 bytes each), comment, home, shell (pointers)
        (uint uid, uint gid, string home) = Look(user, GetAccount, "user", entry => (
            (uint)Marshal.ReadInt32(entry, 2 * IntPtr.Size),
            (uint)Marshal.ReadInt32(entry, (2 * IntPtr.Size) + sizeof(uint)),
            Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(entry, (3 * IntPtr.Size) + (2 * sizeof(uint)))) ?? "/"));

        // struct group: name, password (pointers), gid
        uint groupId = group is null ? gid : Look(group, GetGroup, "group", entry => (uint)Marshal.ReadInt32(entry, 2 * IntPtr.Size));
        return new ServiceAccount(user, uid, groupId, home);
    }

    private static T Look<T>(string name, Query query, string what, Func<IntPtr, T> read)
    {
        IntPtr memory = Marshal.AllocHGlobal(2 * BufferBytes);
        try
        {
            int error = query(name, memory, memory + BufferBytes, BufferBytes, out IntPtr found);
            return found != IntPtr.Zero
                ? read(found)
                : throw new SettingException($"process-{what}: there is no {what} '{name}' on this system"
                    + (error == 0 ? "" : $" (error {error})"));
        }
        finally
        {
            Marshal.FreeHGlobal(memory);
        }
    }

    private delegate int Query(string name, IntPtr entry, IntPtr buffer, nint size, out IntPtr found);

    [LibraryImport("libc", EntryPoint = "getpwnam_r", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetAccount(string name, IntPtr entry, IntPtr buffer, nint size, out IntPtr found);

    [LibraryImport("libc", EntryPoint = "getgrnam_r", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetGroup(string name, IntPtr entry, IntPtr buffer, nint size, out IntPtr found);
}

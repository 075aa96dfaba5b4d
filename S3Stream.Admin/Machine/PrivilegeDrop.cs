using System.Runtime.InteropServices;

namespace S3Stream.Admin;

/// <summary>
/// From root to a service account, for good: groups, then real, effective and saved group id, then the same three user ids, which takes all
/// capabilities with them. The C library's functions change all threads, which the bare system calls would not.
/// </summary>
internal static partial class PrivilegeDrop
{
    private const int SetDumpable = 4;

    /// <summary>True when this process is root and the account is not.</summary>
    /// <exception cref="SettingException">The process is neither root nor the account already.</exception>
    public static bool IsNeeded(SystemAccount account)
    {
        uint? self = FileOwner.OfProcess;
        return self == account.Uid
            ? false
            : self == 0 ? true
                : throw new SettingException(
                    $"process-user {account.Name}: only root can become another user, and this process has the uid {self}",
                    "Start the server as root, or as that user, or leave process-user out.");
    }

    /// <summary>Becomes the account. There is no way back.</summary>
    /// <exception cref="StartException">The system refused; the process must not go on.</exception>
    public static void Enter(SystemAccount account)
    {
        Require(SetGroups(account.Name, account.Gid), "initgroups");
        Require(SetGroupIds(account.Gid, account.Gid, account.Gid), "setresgid");
        Require(SetUserIds(account.Uid, account.Uid, account.Uid), "setresuid");
        if (SetUserIds(0, 0, 0) == 0)
        {
            throw new StartException(
                "process-user: the process could become root again after it had dropped root's rights",
                "Start the server as that user, without process-user.");
        }

        // memory holds keys that root has read, so there must be no core dump, and no other process of the account may read it
        Require(Control(SetDumpable, 0, 0, 0, 0), "prctl");
        Environment.SetEnvironmentVariable("HOME", account.Home); // where the AWS credential chain looks
    }

    /// <summary>Makes the account the owner of a file.</summary>
    /// <exception cref="StartException">The system refused.</exception>
    public static void Give(string path, SystemAccount account) =>
        Require(ChangeOwner(path, account.Uid, account.Gid), "chown of " + path);

    private static void Require(int result, string call)
    {
        if (result != 0)
        {
            throw new StartException(
                $"process-user: {call} failed: {Marshal.GetLastPInvokeErrorMessage()}, so root's rights cannot be dropped",
                "Let the server keep CAP_SETUID, CAP_SETGID and CAP_CHOWN until then, or start it as that user, without process-user.");
        }
    }

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ChangeOwner(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "initgroups", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetGroups(string user, uint group);

    [LibraryImport("libc", EntryPoint = "setresgid", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetGroupIds(uint real, uint effective, uint saved);

    [LibraryImport("libc", EntryPoint = "setresuid", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetUserIds(uint real, uint effective, uint saved);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int option, nuint value, nuint unused3, nuint unused4, nuint unused5);
}

using System.Globalization;

namespace S3Stream.Admin;

/// <summary>Reads files that hold secrets, and refuses files that other users could read or replace.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OthersMode =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private const uint Root = 0;

    /// <summary>
    /// The content of a file that only its owner may use. The owner is root, the server's user, or <paramref name="alsoOwner"/>.
    /// </summary>
    /// <exception cref="IOException">It cannot be read, or not only its owner may; the message names mode and owner.</exception>
    public static string ReadAllText(string path, uint? alsoOwner = null)
    {
        RequirePrivate(path, alsoOwner);
        try
        {
            return File.ReadAllText(path);
        }
        catch (UnauthorizedAccessException exception)
        {
            // a host key that root has read before process-user came into force, and that has changed since, is such a file
            throw new IOException(
                $"{path} cannot be read by this server's user (uid {FileOwner.OfProcess}): chown it to that user; "
                + "a host key may belong to root, but then the server must be restarted when the key changes",
                exception);
        }
    }

    /// <summary>
    /// systemd's LoadCredential= gives the service a copy by an access control list, whose mask looks like the group's rights.
    /// </summary>
    private static bool IsServiceCredential(string path) =>
        Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY") is { Length: > 0 } directory
        && Path.GetFullPath(path).StartsWith(directory.TrimEnd('/') + "/", StringComparison.Ordinal);

    /// <exception cref="IOException">It does not exist, or not only its owner may use it.</exception>
    public static void RequirePrivate(string path, uint? alsoOwner = null)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path} does not exist", path);
        }

        if (OperatingSystem.IsWindows())
        {
            return;
        }

        UnixFileMode mode = File.GetUnixFileMode(path);
        uint? owner = FileOwner.Of(path);
        string found =
            $"mode {Convert.ToString((int)mode, 8).PadLeft(4, '0')}, owner {owner?.ToString(CultureInfo.InvariantCulture) ?? "unknown"}";
        if ((mode & OthersMode) != 0 && !IsServiceCredential(path))
        {
            throw new IOException($"{path} holds secrets and other users can use it ({found}); run: chmod 600 {path}");
        }

        if (owner is { } uid && uid != Root && uid != FileOwner.OfProcess && uid != alsoOwner)
        {
            throw new IOException($"{path} holds secrets and belongs to another user ({found}): chown it to the server's user");
        }
    }
}

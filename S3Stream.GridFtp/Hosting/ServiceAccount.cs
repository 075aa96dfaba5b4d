
namespace S3Stream.GridFtp.Hosting;

/// <summary>The account that process-user and process-group name.</summary>
internal static class ServiceAccount
{
    /// <param name="user">The account's name.</param>
    /// <param name="group">A group to run in instead of the account's own, or <see langword="null"/>.</param>
    /// <exception cref="SettingException">There is no such account or group, or not on this system.</exception>
    public static SystemAccount Find(string user, string? group)
    {
        try
        {
            SystemAccount account = SystemAccount.Find(user) ?? throw Unknown("user", "passwd", user);
            return group is null ? account : account with { Gid = SystemAccount.GroupId(group) ?? throw Unknown("group", "group", group) };
        }
        catch (IOException exception)
        {
            throw new SettingException($"process-user {user}: {exception.Message}", $"'getent passwd {user}' must find it.", exception);
        }
    }

    private static SettingException Unknown(string what, string list, string name) => new(
        $"process-{what}: there is no {what} '{name}' on this system",
        $"'getent {list} {name}' must find it; or let process-{what} name another.");
}

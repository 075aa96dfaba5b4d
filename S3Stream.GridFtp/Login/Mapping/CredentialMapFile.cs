namespace S3Stream.GridFtp.Login;

/// <summary>
/// Where credential maps lie: one file for all users, or one per user with <c>$HOME</c> in the path (the user's home directory by
/// /etc/passwd). Files are
/// read again when they changed. Safe for concurrent use.
/// </summary>
/// <param name="path">The file; it may begin with <c>$HOME/</c>.</param>
/// <param name="accounts">The list of accounts, in the format of /etc/passwd.</param>
internal sealed class CredentialMapFile(string path, string accounts = CredentialMapFile.Accounts)
{
    public const string Accounts = "/etc/passwd";

    private const string Home = "$HOME";

    private readonly WatchedFile<CredentialMap>? _shared =
        path.StartsWith(Home, StringComparison.Ordinal) ? null : new WatchedFile<CredentialMap>(path, file => CredentialMap.Load(file));

    /// <summary>
    /// As whom the user's requests go to S3, longest path prefix first; empty when it has no line, or no file in its home.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read, or not only its owner may.</exception>
    /// <exception cref="FormatException">The file is wrong.</exception>
    public IReadOnlyList<S3Identity> Of(string user)
    {
        if (_shared is not null)
        {
            return _shared.Current.Of(user);
        }

        if (FindAccount(user) is not (string home, uint uid))
        {
            return [];
        }

        string file = home + path[Home.Length..];
        return File.Exists(file) ? CredentialMap.Load(file, uid).Of(user) : [];
    }

    /// <summary>Reads the file once, where there is one for all.</summary>
    /// <exception cref="IOException">It cannot be read, or not only its owner may.</exception>
    /// <exception cref="FormatException">It is wrong.</exception>
    public void Check() => _ = _shared?.Current;

    private (string Home, uint Uid)? FindAccount(string user)
    {
        foreach (string line in File.ReadLines(accounts))
        {
            // name:password:uid:gid:comment:home:shell
            string[] fields = line.Split(':');
            if (fields.Length >= 6 && fields[0] == user && uint.TryParse(fields[2], out uint uid))
            {
                return (fields[5], uid);
            }
        }

        return null;
    }
}

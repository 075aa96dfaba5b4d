namespace S3Stream.GridFtp.Security;

/// <summary>
/// Where credential maps lie: one file for all users, or one per user with <c>$HOME</c> in the path (the user's home directory by /etc/passwd). Files are
/// read again when they changed. Safe for concurrent use.
/// </summary>
internal sealed class CredentialMapFile(string path)
{
    private const string Home = "$HOME";
    private const string Accounts = "/etc/passwd";

    private readonly WatchedFile<CredentialMap>? _shared =
        path.StartsWith(Home, StringComparison.Ordinal) ? null : new WatchedFile<CredentialMap>(path, file => CredentialMap.Load(file));

    /// <summary>The user's key pairs, longest path prefix first; empty when there is no line for it.</summary>
    /// <exception cref="IOException">The file cannot be read, or not only its owner may.</exception>
    /// <exception cref="FormatException">The file is wrong.</exception>
    public IReadOnlyList<S3KeyPair> Of(string user)
    {
        if (_shared is not null)
        {
            return _shared.Current.Of(user);
        }

        (string home, uint uid) = FindAccount(user);
        return CredentialMap.Load(home + path[Home.Length..], uid).Of(user);
    }

    /// <summary>Reads the file once, where there is one for all.</summary>
    /// <exception cref="IOException">It cannot be read, or not only its owner may.</exception>
    /// <exception cref="FormatException">It is wrong.</exception>
    public void Check() => _ = _shared?.Current;

    private static (string Home, uint Uid) FindAccount(string user)
    {
        foreach (string line in File.ReadLines(Accounts))
        {
            // name:password:uid:gid:comment:home:shell
            string[] fields = line.Split(':');
            if (fields.Length >= 6 && fields[0] == user && uint.TryParse(fields[2], out uint uid))
            {
                return (fields[5], uid);
            }
        }

        throw new IOException($"the account {user} is not in {Accounts}, so it has no home directory to look for S3 credentials in");
    }
}

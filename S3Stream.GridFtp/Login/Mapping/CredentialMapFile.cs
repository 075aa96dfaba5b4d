namespace S3Stream.GridFtp.Login;

/// <summary>
/// Where credential maps lie: one file for all users, or one with <c>$HOME</c> in its path. That is the home of the user that serves
/// (<c>process-user</c>), whose file holds the lines of all accounts; a server that stays root looks in the home of each account, by the
/// name service. Files are read again when they changed. A line that is wrong is skipped with a warning, as in the grid map; where the
/// file was good before, what it said then stays in force until it is mended. Safe for concurrent use.
/// </summary>
internal sealed class CredentialMapFile
{
    private const string Home = "$HOME";
    private const uint Root = 0;

    private readonly string _path;
    private readonly Action<string> _warn;
    private readonly Func<string, SystemAccount?> _accounts;
    private readonly Func<SystemAccount?> _self;
    private readonly Lock _lock = new();
    private WatchedFile<CredentialMap>? _shared;
    private CredentialMap? _good;

    /// <param name="path">The file; it may begin with <c>$HOME/</c>.</param>
    /// <param name="warn">Is told each line that is wrong, with file and line, never its content.</param>
    public CredentialMapFile(string path, Action<string> warn)
        : this(path, warn, SystemAccount.Find, Self)
    {
    }

    /// <summary>The same with other accounts than this machine's.</summary>
    internal CredentialMapFile(string path, Action<string> warn, Func<string, SystemAccount?> accounts, Func<SystemAccount?> self)
    {
        (_path, _warn, _accounts, _self) = (path, warn, accounts, self);
    }

    /// <summary>As whom the user's requests go to S3, longest path prefix first; empty when it has no line, or no file.</summary>
    /// <param name="user">The account.</param>
    /// <param name="place">Where its line was looked for, and what was there: for the one who reads why a login was refused.</param>
    /// <exception cref="IOException">The file cannot be read, or not only its owner may.</exception>
    public IReadOnlyList<S3Identity> Of(string user, out string place)
    {
        if (Shared() is { } shared)
        {
            place = $"credential-map {shared.Path} has no line for the account {user}";
            return shared.Current.Of(user);
        }

        if (_accounts(user) is not { } account)
        {
            place = $"credential-map {_path} lies in each account's home, and this machine has no account {user} (getent passwd {user})";
            return [];
        }

        string file = account.Home + _path[Home.Length..];
        bool isThere = File.Exists(file);
        place = isThere
            ? $"credential-map {file} has no line for the account {user}"
            : $"credential-map {file} of the account {user} does not exist";
        return isThere ? CredentialMap.Load(file, _warn, account.Uid).Of(user) : [];
    }

    /// <summary>Reads the file once, where there is one for all.</summary>
    /// <exception cref="IOException">It cannot be read, or not only its owner may.</exception>
    public void Check() => _ = Shared()?.Current;

    /// <summary>
    /// The one file for all accounts, or <see langword="null"/> when each has its own. Asked for each time, since the process changes its
    /// user at the start.
    /// </summary>
    private WatchedFile<CredentialMap>? Shared()
    {
        lock (_lock)
        {
            if (_shared is null && !_path.StartsWith(Home, StringComparison.Ordinal))
            {
                _shared = new WatchedFile<CredentialMap>(_path, Read);
            }
            else if (_shared is null && _self() is { Uid: not Root } self)
            {
                _shared = new WatchedFile<CredentialMap>(self.Home + _path[Home.Length..], Read);
            }

            return _shared;
        }
    }

    /// <summary>$HOME says it where it is set: several names may share a user id, and only one of them is process-user.</summary>
    private static SystemAccount? Self() =>
        SystemAccount.OfProcess() is { } self && Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home
            ? self with { Home = home }
            : SystemAccount.OfProcess();

    private CredentialMap Read(string file)
    {
        var problems = new List<string>();
        CredentialMap read = CredentialMap.Load(file, problems.Add);
        if (problems.Count == 0)
        {
            return _good = read;
        }

        problems.ForEach(_warn);
        if (_good is null)
        {
            return read;
        }

        _warn($"{file} has lines that are wrong: what it said before stays in force until they are mended");
        return _good;
    }
}

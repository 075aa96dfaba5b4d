using System.Collections.Frozen;

namespace S3Stream.GridFtp.Accounts;

/// <summary>
/// The clear-text accounts, one a line: <c>user:$pbkdf2-sha256$...</c>, followed by <c>:read</c> for users who may only read. Blank lines
/// and lines that begin with <c>#</c> are ignored. Read once, at start.
/// </summary>
internal sealed class PasswordFile
{
    private const UnixFileMode OthersMode =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly FrozenDictionary<string, (PasswordHash Password, bool MayWrite)> _accounts;

    /// <summary>
    /// The largest number of iterations of any password. Every check costs as much, so that its time does not reveal whether a user exists.
    /// </summary>
    private readonly int _cost;
    private readonly PasswordHash _nobody;

    private PasswordFile(FrozenDictionary<string, (PasswordHash Password, bool MayWrite)> accounts)
    {
        _accounts = accounts;
        _cost = accounts.Values.Select(account => account.Password.Iterations).DefaultIfEmpty(PasswordHash.DefaultIterations).Max();
        _nobody = PasswordHash.Unmatchable(_cost);
    }

    public int Count => _accounts.Count;

    /// <exception cref="InvalidDataException">
    /// Other users can read the file, or a line is wrong; the message names file and line.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PasswordFile Load(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & OthersMode) != 0)
        {
            throw new InvalidDataException($"{path}: users other than its owner can use this password file; run: chmod 600 {path}");
        }

        var accounts = new Dictionary<string, (PasswordHash, bool)>(StringComparer.Ordinal);
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            string text = line.Trim();
            if (text.Length == 0 || text[0] == '#')
            {
                continue;
            }

            try
            {
                (string name, PasswordHash password, bool mayWrite) = ParseLine(text);
                if (!accounts.TryAdd(name, (password, mayWrite)))
                {
                    throw new FormatException($"user '{name}' has two lines");
                }
            }
            catch (FormatException exception)
            {
                throw new InvalidDataException($"{path}, line {number}: {exception.Message}", exception);
            }
        }

        return new PasswordFile(accounts.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>
    /// Whether the password is the user's, and what the user may do. Unknown users cost the same time, and so do users whose password was
    /// hashed with fewer iterations than another's.
    /// </summary>
    public (bool Matches, bool MayWrite) Check(string user, string password)
    {
        bool isKnown = _accounts.TryGetValue(user, out (PasswordHash Password, bool MayWrite) account);
        bool matches = (isKnown ? account.Password : _nobody).Matches(password, _cost);
        return (matches && isKnown, account.MayWrite);
    }

    private static (string Name, PasswordHash Password, bool MayWrite) ParseLine(string text)
    {
        string[] fields = text.Split(':');
        if (fields.Length is < 2 or > 3 || fields[0].Length == 0)
        {
            throw new FormatException("expected user:password, or user:password:read");
        }

        if (fields[0].ToUpperInvariant() is "ANONYMOUS" or "FTP")
        {
            throw new FormatException($"'{fields[0]}' is the anonymous user, which has no password; see --anonymous");
        }

        return fields.Length == 3 && fields[2] != "read"
            ? throw new FormatException($"'{fields[2]}': only 'read' may follow the password")
            : (fields[0], PasswordHash.Parse(fields[1]), fields.Length == 2);
    }
}

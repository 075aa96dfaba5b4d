namespace S3Stream.GridFtp.Security;

/// <summary>
/// The S3 credentials of local accounts, in the format of Globus' S3 connector: one line per user, several for several parts of the name space. Immutable.
/// <code>
/// # comment
/// user;access-key;secret-key[;path-prefix]
/// </code>
/// </summary>
internal sealed class CredentialMap
{
    private readonly ILookup<string, S3KeyPair> _byUser;

    private CredentialMap(ILookup<string, S3KeyPair> byUser) => _byUser = byUser;

    /// <exception cref="IOException">It cannot be read, or not only its owner may.</exception>
    /// <exception cref="FormatException">A line is wrong; the message names file and line, never its content.</exception>
    public static CredentialMap Load(string path, uint? alsoOwner = null) => Parse(PrivateFile.ReadAllText(path, alsoOwner), path);

    /// <exception cref="FormatException">A line is wrong.</exception>
    public static CredentialMap Parse(string text, string name)
    {
        var pairs = new List<(string User, S3KeyPair Pair)>();
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length > 0 && line[0] != '#')
            {
                pairs.Add(ParseLine(line, $"{name}, line {i + 1}"));
            }
        }

        return new CredentialMap(pairs.ToLookup(pair => pair.User, pair => pair.Pair, StringComparer.Ordinal));
    }

    /// <summary>Longest path prefix first; empty when the user has no line.</summary>
    public IReadOnlyList<S3KeyPair> Of(string user) => [.. _byUser[user].OrderByDescending(pair => pair.PathPrefix.Length)];

    private static (string User, S3KeyPair Pair) ParseLine(string line, string where)
    {
        string[] fields = [.. line.Split(';').Select(field => field.Trim())];
        if (fields.Length is not (3 or 4) || fields.Take(3).Any(field => field.Length == 0))
        {
            throw new FormatException($"{where}: expected user;access-key;secret-key or user;access-key;secret-key;path-prefix");
        }

        string prefix = fields.Length == 4 ? fields[3].TrimEnd('/') : "";
        if (prefix.Length > 0 && prefix[0] != '/')
        {
            throw new FormatException($"{where}: the path prefix must begin with a slash, such as /bucket");
        }

        return (fields[0], new S3KeyPair(fields[1], fields[2], prefix.Length == 0 ? "/" : prefix));
    }
}

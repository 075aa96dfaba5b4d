namespace S3Stream.GridFtp.Login;

/// <summary>
/// The S3 credentials of local accounts, in the format of Globus' S3 connector: one line per user, several for several parts of the name
/// space. Immutable.
/// <code>
/// # comment
/// user;access-key;secret-key[;path-prefix]
/// user;role:ARN[;[external-id][;path-prefix]]
/// user;anonymous[;;path-prefix]
/// </code>
/// </summary>
internal sealed class CredentialMap
{
    private const string RoleMark = "role:";
    private const string AnonymousMark = "anonymous";
    private const string Forms =
        "expected user;access-key;secret-key, user;role:ARN;external-id (which may be empty) or user;anonymous;, "
        + "each with or without ;/path-prefix";

    private readonly ILookup<string, S3Identity> _byUser;

    private CredentialMap(ILookup<string, S3Identity> byUser) => _byUser = byUser;

    /// <exception cref="IOException">It cannot be read, or not only its owner may.</exception>
    public static CredentialMap Load(string path, Action<string> warn, uint? alsoOwner = null) =>
        Parse(PrivateFile.ReadAllText(path, alsoOwner), path, warn);

    /// <param name="text">What the file holds.</param>
    /// <param name="name">The file's.</param>
    /// <param name="warn">Is told each line that is wrong and skipped: file and line, never its content.</param>
    public static CredentialMap Parse(string text, string name, Action<string> warn)
    {
        var entries = new List<(string User, S3Identity Identity)>();
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            try
            {
                entries.Add(ParseLine(line, $"{name}, line {i + 1}"));
            }
            catch (FormatException exception)
            {
                warn(exception.Message);
            }
        }

        return new CredentialMap(entries.ToLookup(entry => entry.User, entry => entry.Identity, StringComparer.Ordinal));
    }

    /// <summary>Longest path prefix first; empty when the user has no line.</summary>
    public IReadOnlyList<S3Identity> Of(string user) => [.. _byUser[user].OrderByDescending(identity => identity.PathPrefix.Length)];

    private static (string User, S3Identity Identity) ParseLine(string line, string where)
    {
        string[] fields = [.. line.Split(';').Select(field => field.Trim())];
        if (fields.Length is < 2 or > 4 || fields[0].Length == 0 || fields[1].Length == 0)
        {
            throw new FormatException($"{where}: {Forms}");
        }

        string third = fields.Length > 2 ? fields[2] : "";
        string prefix = fields.Length == 4 ? fields[3].TrimEnd('/') : "";
        if (prefix.Length > 0 && prefix[0] != '/')
        {
            throw new FormatException($"{where}: the path prefix must begin with a slash, such as /bucket");
        }

        S3Identity? identity = Identity(fields[0], fields[1], third, prefix.Length == 0 ? "/" : prefix);
        return (fields[0], identity ?? throw new FormatException($"{where}: {Forms}"));
    }

    private static S3Identity? Identity(string user, string second, string third, string prefix)
    {
        if (second.StartsWith(RoleMark, StringComparison.Ordinal))
        {
            string arn = second[RoleMark.Length..];
            return arn.StartsWith("arn:", StringComparison.Ordinal)
                ? new S3Role(arn, third.Length == 0 ? null : third, S3Role.SessionNameOf(user), prefix)
                : null;
        }

        return (second, third.Length) switch
        {
            (AnonymousMark, 0) => new S3Anonymous(prefix),
            (_, 0) => null,
            _ => new S3KeyPair(second, third, prefix),
        };
    }
}

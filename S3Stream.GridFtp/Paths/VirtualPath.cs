using System.Text;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Paths;

/// <summary>
/// An absolute path as clients see it: <c>/</c> lists buckets, <c>/bucket/key...</c> is an object or prefix. Canonical by construction, so
/// that it cannot name anything outside: <c>.</c> and <c>..</c> are resolved (never above the root); NUL is refused. Immutable.
/// </summary>
/// <remarks>
/// Nothing but <c>/</c> separates: <c>\</c>, <c>%2e</c>, <c>?</c> and <c>#</c> are characters of a name, and names are compared byte for
/// byte, without Unicode normalisation, as S3 does. Consecutive slashes count as one and a trailing one is dropped, as in POSIX
/// (<c>gsiftp://host//bucket/key</c> is common). Components of a key that cannot stand in such a path have an <see cref="EscapedName"/>.
/// What is permitted is decided by <see cref="Location"/>, never by what a client called it.
/// </remarks>
internal sealed record VirtualPath
{
    /// <summary>S3's limit for a key, in bytes of UTF-8.</summary>
    public const int MaxKeyBytes = 1_024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary><see langword="null"/> for the root and for a bucket; empty for a bucket's directory of the empty name.</summary>
    private readonly string? _key;

    private VirtualPath(string bucket, string? key, string text)
    {
        Bucket = bucket;
        _key = key;
        Text = text;
    }

    public static VirtualPath Root { get; } = new("", null, "/");

    /// <summary>The canonical text, beginning with <c>/</c>, names escaped where they must be: what clients see and send.</summary>
    public string Text { get; }

    /// <summary>The first component; empty for the root.</summary>
    public string Bucket { get; }

    /// <summary>The object's key, or that of a directory without the last slash; empty for the root and for a bucket.</summary>
    public string Key => _key ?? "";

    /// <summary>
    /// The bucket and the key as S3 has them, <c>/bucket/key</c>, with nothing escaped: what rules and credentials are chosen by. It may
    /// hold
    /// any character, so it is for comparing only.
    /// </summary>
    public string Location => _key is null ? Text : $"/{Bucket}/{_key}";

    public bool IsRoot => Bucket.Length == 0;

    /// <summary>It names a bucket itself.</summary>
    public bool IsBucket => !IsRoot && _key is null;

    /// <summary>False where only a directory can be: the root, buckets, and names that say so.</summary>
    public bool MayBeObject => Key.Length > 0 && !IsDirectoryOnly;

    /// <summary>The last name is that of a directory beside an object of the same name (<see cref="EscapedName.OfDirectory"/>).</summary>
    public bool IsDirectoryOnly { get; private init; }

    /// <summary>The object of that name. Only below a bucket.</summary>
    public ObjectAddress Address => MayBeObject
        ? new ObjectAddress(Bucket, Key)
        : throw new FtpException(GlobusError.IsADirectory($"{Text} is a directory"));

    /// <summary>
    /// What the keys of its children begin with: empty for a bucket, <c>key/</c> below one. The marker object of an empty directory has
    /// this key.
    /// </summary>
    public string DirectoryPrefix => _key is null ? "" : _key + "/";

    /// <summary>The directory it is in; the root's is the root.</summary>
    public VirtualPath Parent => _key is null
        ? Root
        : new VirtualPath(Bucket, _key.LastIndexOf('/') is var slash and >= 0 ? _key[..slash] : null, Text[..Text.LastIndexOf('/')]);

    /// <summary>The last component, escaped where it must be; <c>/</c> for the root.</summary>
    public string Name => IsRoot ? "/" : Text[(Text.LastIndexOf('/') + 1)..];

    /// <summary>What the texts of its children begin with, without the slash.</summary>
    private string DirectoryText => IsDirectoryOnly ? AsDirectory.Text : Text;

    /// <summary>The same directory by the name its children's paths have.</summary>
    public VirtualPath AsDirectory => IsDirectoryOnly ? Parent.Child(Key[(Key.LastIndexOf('/') + 1)..]) : this;

    /// <summary>True when <paramref name="other"/> is this path or lies below it.</summary>
    public bool Contains(VirtualPath other) =>
        IsRoot || this == other || other.Text.StartsWith(DirectoryText + "/", StringComparison.Ordinal);

    /// <summary>
    /// Resolves a path argument against this directory. A leading <c>/</c> starts at the root, <c>~</c> or <c>~/</c> at the home.
    /// </summary>
    /// <param name="argument">As the client sent it.</param>
    /// <param name="home">What <c>~</c> means; <see langword="null"/>: the root.</param>
    /// <exception cref="FtpException">
    /// 553: NUL, CR or LF, bytes that are not UTF-8 (S3 keys are), an escaped name that is none, or too long. 550: the first component
    /// cannot be a bucket.
    /// </exception>
    public VirtualPath Combine(string argument, VirtualPath? home = null)
    {
        Check(argument);
        bool isFromHome = argument == "~" || argument.StartsWith("~/", StringComparison.Ordinal);
        VirtualPath start = isFromHome ? home ?? Root : argument.StartsWith('/') ? Root : this;
        List<string> names = start.IsRoot ? [] : [.. start.Text[1..].Split('/')];
        foreach (string name in (isFromHome ? argument[1..] : argument).Split('/'))
        {
            if (name == "..")
            {
                names.RemoveRange(Math.Max(0, names.Count - 1), Math.Min(1, names.Count));
            }
            else if (name.Length > 0 && name != ".")
            {
                names.Add(name);
            }
        }

        return names.Count == 0 ? Root : Below(names[0], names[1..]);
    }

    /// <summary>What lies below this directory at the rest of a key, as a listing tells it: any components, any characters.</summary>
    /// <param name="rest">The key without <see cref="DirectoryPrefix"/>, or a bucket's name below the root.</param>
    /// <param name="isDirectoryOnly">A directory beside an object of the same name.</param>
    public VirtualPath Child(string rest, bool isDirectoryOnly = false)
    {
        if (IsRoot)
        {
            return new VirtualPath(rest, null, "/" + rest);
        }

        string names = rest.Contains('/', StringComparison.Ordinal)
            ? string.Join('/', rest.Split('/').Select(EscapedName.Of))
            : EscapedName.Of(rest);
        if (isDirectoryOnly)
        {
            names = names[..(names.LastIndexOf('/') + 1)] + EscapedName.OfDirectory(rest[(rest.LastIndexOf('/') + 1)..]);
        }

        return new VirtualPath(Bucket, DirectoryPrefix + rest, $"{DirectoryText}/{names}") { IsDirectoryOnly = isDirectoryOnly };
    }

    /// <summary>
    /// True for names any S3 server may use for a bucket (AWS today: 3 to 63 of a-z, 0-9, dot and dash; older buckets and other servers
    /// also upper case and underscore).
    /// </summary>
    public static bool IsBucketName(string name) =>
        name.Length is >= 3 and <= 255
        && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
        && !name.Contains("..", StringComparison.Ordinal);

    public bool Equals(VirtualPath? other) => other is not null && Text == other.Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;

    private static VirtualPath Below(string bucket, List<string> names)
    {
        if (!IsBucketName(bucket))
        {
            throw new FtpException(
                GlobusError.NotFound($"/{bucket} cannot be a bucket: a bucket's name has 3 to 255 letters, digits, dots, dashes or "
                    + "underscores"));
        }

        VirtualPath path = Root.Child(bucket);
        if (names.Count == 0)
        {
            return path;
        }

        bool isDirectoryOnly = false;
        path = path.Child(string.Join('/', names.Select(name => Decode(name, out isDirectoryOnly))), isDirectoryOnly);
        int bytes = Encoding.UTF8.GetByteCount(path.Key);
        return bytes <= MaxKeyBytes
            ? path
            : throw new FtpException(GlobusError.NameTooLong($"the path below the bucket has {bytes} bytes; an S3 key has at most "
                + $"{MaxKeyBytes}"));
    }

    private static string Decode(string name, out bool isDirectory) => EscapedName.TryDecode(name, out string? component, out isDirectory)
        ? component
        : throw new FtpException(GlobusError.InvalidName(
            $"names that begin with {EscapedName.Mark} are escapes for names that a path cannot express; "
                + $"write {name} as {EscapedName.Of(name)}"));

    private static void Check(string argument)
    {
        if (argument.AsSpan().IndexOfAny("\0\r\n") >= 0)
        {
            throw new FtpException(GlobusError.InvalidName("a path must not contain NUL, CR or LF"));
        }

        try
        {
            StrictUtf8.GetByteCount(argument);
        }
        catch (EncoderFallbackException exception)
        {
            throw new FtpException(GlobusError.InvalidName("the path is not valid UTF-8, which S3 keys have to be"), exception);
        }
    }
}

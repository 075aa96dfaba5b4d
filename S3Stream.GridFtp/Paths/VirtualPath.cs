using System.Text;
using S3Stream.GridFtp.Commands;

namespace S3Stream.GridFtp.Paths;

/// <summary>
/// An absolute path as clients see it: <c>/</c> lists buckets, <c>/bucket/key...</c> is an object or prefix. Canonical by construction, so
/// that it cannot name anything outside: <c>.</c> and <c>..</c> are resolved (never above the root); NUL is refused. Immutable.
/// </summary>
/// <remarks>
/// Nothing but <c>/</c> separates, and nothing is decoded: <c>\</c>, <c>%2e</c>, <c>?</c> and <c>#</c> are characters of a name, and names
/// are compared byte for byte, without Unicode normalisation, as S3 does. Consecutive slashes count as one and a trailing one is dropped,
/// as in POSIX (<c>gsiftp://host//bucket/key</c> is common). Keys that have an empty, <c>.</c> or <c>..</c> component, or CR, LF or NUL in
/// a name, therefore have no path: <see cref="CanName"/> says so, and listings leave them out.
/// </remarks>
internal sealed record VirtualPath
{
    /// <summary>S3's limit for a key, in bytes of UTF-8.</summary>
    public const int MaxKeyBytes = 1_024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private VirtualPath(string bucket, string key)
    {
        Bucket = bucket;
        Key = key;
        Text = bucket.Length == 0 ? "/" : key.Length == 0 ? "/" + bucket : $"/{bucket}/{key}";
    }

    public static VirtualPath Root { get; } = new("", "");

    /// <summary>The canonical text, beginning with <c>/</c>.</summary>
    public string Text { get; }

    /// <summary>The first component; empty for the root.</summary>
    public string Bucket { get; }

    /// <summary>The components after the bucket, without a slash at either end; empty for the root and for a bucket.</summary>
    public string Key { get; }

    public bool IsRoot => Bucket.Length == 0;

    /// <summary>It names a bucket itself.</summary>
    public bool IsBucket => Bucket.Length > 0 && Key.Length == 0;

    /// <summary>The object of that name. Only below a bucket.</summary>
    public ObjectAddress Address => Key.Length > 0
        ? new ObjectAddress(Bucket, Key)
        : throw new FtpException(GlobusError.IsADirectory($"{Text} is a directory"));

    /// <summary>
    /// What the keys of its children begin with: empty for a bucket, <c>key/</c> below one. The marker object of an empty directory has
    /// this key.
    /// </summary>
    public string DirectoryPrefix => Key.Length == 0 ? "" : Key + "/";

    /// <summary>The directory it is in; the root's is the root.</summary>
    public VirtualPath Parent => Key.Length == 0
        ? Root
        : new VirtualPath(Bucket, Key.LastIndexOf('/') is var slash and >= 0 ? Key[..slash] : "");

    /// <summary>The last component; <c>/</c> for the root.</summary>
    public string Name => Key.Length == 0 ? (IsRoot ? "/" : Bucket) : Key[(Key.LastIndexOf('/') + 1)..];

    /// <summary>True when <paramref name="other"/> is this path or lies below it.</summary>
    public bool Contains(VirtualPath other) =>
        IsRoot || this == other || other.Text.StartsWith(Text + "/", StringComparison.Ordinal);

    /// <summary>Resolves a path argument against this directory. A leading <c>/</c> or <c>~/</c> starts at the root.</summary>
    /// <exception cref="FtpException">
    /// 553: NUL, CR or LF, bytes that are not UTF-8 (S3 keys are), or too long. 550: the first component cannot be a bucket.
    /// </exception>
    public VirtualPath Combine(string argument)
    {
        Check(argument);
        bool absolute = argument.StartsWith('/') || argument == "~" || argument.StartsWith("~/", StringComparison.Ordinal);
        List<string> names = absolute || IsRoot ? [] : [Bucket, .. Key.Split('/', StringSplitOptions.RemoveEmptyEntries)];
        string rest = absolute && argument[0] == '~' ? argument[1..] : argument;
        foreach (string name in rest.Split('/'))
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

        return names.Count == 0 ? Root : Below(names[0], string.Join('/', names.Skip(1)));
    }

    /// <summary>The child of that name. The name comes from a listing and has passed <see cref="CanName"/>.</summary>
    public VirtualPath Child(string name) => IsRoot ? new VirtualPath(name, "") : new VirtualPath(Bucket, DirectoryPrefix + name);

    /// <summary>False for a component of a key that no path can express.</summary>
    public static bool CanName(string component) =>
        component is not ("" or "." or "..") && component.AsSpan().IndexOfAny("\0\r\n/") < 0;

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

    private static VirtualPath Below(string bucket, string key)
    {
        if (!IsBucketName(bucket))
        {
            throw new FtpException(
                GlobusError.NotFound($"/{bucket} cannot be a bucket: 3 to 255 letters, digits, dots, dashes or underscores"));
        }

        int bytes = Encoding.UTF8.GetByteCount(key);
        return bytes <= MaxKeyBytes
            ? new VirtualPath(bucket, key)
            : throw new FtpException(GlobusError.NameTooLong($"the path below the bucket has {bytes} bytes; S3 keys end at {MaxKeyBytes}"));
    }

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
        catch (EncoderFallbackException error)
        {
            throw new FtpException(GlobusError.InvalidName("the path is not valid UTF-8, which S3 keys are"), error);
        }
    }
}

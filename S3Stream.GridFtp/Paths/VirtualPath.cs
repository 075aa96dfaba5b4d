namespace S3Stream.GridFtp.Paths;

/// <summary>
/// An absolute path as clients see it: <c>/</c> lists buckets, <c>/bucket/key...</c> is an object or prefix. Canonical by construction, so that it
/// cannot name anything outside: <c>.</c> and <c>..</c> are resolved (never above the root); NUL is refused. Immutable.
/// </summary>
internal sealed record VirtualPath
{
    private VirtualPath(string text) => Text = text;

    public static VirtualPath Root { get; } = new("/");

    /// <summary>The canonical text, beginning with <c>/</c>.</summary>
    public string Text { get; }

    public override string ToString() => Text;
}

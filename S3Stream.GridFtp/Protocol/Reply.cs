namespace S3Stream.GridFtp.Protocol;

/// <summary>
/// One FTP reply: a code and its lines. Preliminary replies (1xx) may precede the final one of a command.
/// Line layout on the wire (RFC 959 4.2): <c>code-first</c> ... <c>code last</c>; a single line is <c>code text</c>.
/// </summary>
internal sealed class Reply
{
    private Reply(int code, IReadOnlyList<string> lines)
    {
        Code = code;
        Lines = lines;
    }

    /// <summary>100 to 599.</summary>
    public int Code { get; }

    /// <summary>The complete wire lines, code included, without CRLF.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>1xx: the command goes on.</summary>
    public bool IsPreliminary => Code < 200;

    /// <summary><c>code text</c>. CR and LF in the text are escaped, so that no name can forge a reply.</summary>
    public static Reply Of(int code, string text) => new(code, [$"{code} {Clean(text)}"]);

    /// <summary>A text of an administrator's: one line, or message style when it has more.</summary>
    public static Reply Text(int code, string text) =>
        Split(text) is { Count: > 1 } lines ? Message(code, lines) : Of(code, text.TrimEnd('\r', '\n'));

    public static IReadOnlyList<string> Split(string text) => text.TrimEnd('\r', '\n').ReplaceLineEndings("\n").Split('\n');

    /// <summary>Listing style (FEAT, MLST, 112): <c>code-first</c>, body lines with a leading blank, <c>code last</c>.</summary>
    public static Reply Listing(int code, string first, IEnumerable<string> body, string last) =>
        new(code, [$"{code}-{Clean(first)}", .. body.Select(line => " " + Clean(line)), $"{code} {Clean(last)}"]);

    /// <summary>Message style (errors): every line <c>code-text</c>, then <c>code End.</c></summary>
    public static Reply Message(int code, params IEnumerable<string> texts) =>
        new(code, [.. texts.Select(text => $"{code}-{Clean(text)}"), $"{code} End."]);

    public override string ToString() => string.Join(" / ", Lines);

    private static string Clean(string text) =>
        text.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}

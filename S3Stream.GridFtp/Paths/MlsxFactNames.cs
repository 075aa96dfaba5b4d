using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Paths;

/// <summary>The facts' names on the wire, in the order they are written.</summary>
internal static class MlsxFactNames
{
    private static readonly (MlsxFacts Fact, string Name)[] Names =
    [
        (MlsxFacts.Type, "Type"),
        (MlsxFacts.Modify, "Modify"),
        (MlsxFacts.Size, "Size"),
        (MlsxFacts.Perm, "Perm"),
        (MlsxFacts.UnixMode, "UNIX.mode"),
        (MlsxFacts.UnixOwner, "UNIX.owner"),
        (MlsxFacts.UnixGroup, "UNIX.group"),
        (MlsxFacts.Unique, "Unique"),
        (MlsxFacts.Count, "X.count"),
    ];

    /// <summary>The FEAT line: facts in use carry a <c>*</c> (RFC 3659 7.8).</summary>
    public static string Feature(MlsxFacts facts) =>
        "MLST " + string.Concat(Names.Select(entry => $"{entry.Name}{(facts.HasFlag(entry.Fact) ? "*" : "")};"));

    public static string Join(MlsxFacts facts) =>
        string.Concat(Names.Where(entry => facts.HasFlag(entry.Fact)).Select(entry => entry.Name + ";"));

    /// <summary>OPTS MLST: names in any case; unknown ones are ignored, none at all is allowed (RFC 3659 7.9).</summary>
    public static MlsxFacts Parse(string list)
    {
        if (list.Contains(' ', StringComparison.Ordinal))
        {
            throw Replies.SyntaxError();
        }

        string[] wanted = list.Split(';', StringSplitOptions.RemoveEmptyEntries);
        return Names
            .Where(entry => wanted.Contains(entry.Name, StringComparer.OrdinalIgnoreCase))
            .Aggregate(MlsxFacts.None, (facts, entry) => facts | entry.Fact);
    }
}

namespace S3Stream.GridFtp.Protocol;

/// <summary>No protection: lines travel as they are.</summary>
internal sealed class ClearProtection : IControlProtection
{
    public static ClearProtection Instance { get; } = new();

    public bool IsPrivate => false;

    public UnprotectedLine Unprotect(string line) => UnprotectedLine.Of(line);

    public IEnumerable<string> Protect(IReadOnlyList<string> replyLines) => replyLines;
}

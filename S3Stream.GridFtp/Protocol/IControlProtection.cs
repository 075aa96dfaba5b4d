namespace S3Stream.GridFtp.Protocol;

/// <summary>
/// The layer under commands: how a command line and the lines of a reply travel. Lines are text as <see cref="WireText"/> makes it, without
/// CRLF. The session calls <see cref="Unprotect"/> for each line in order of arrival, and <see cref="Protect"/> for each reply in order of
/// sending, one call of each at a time (the two may overlap).
/// </summary>
internal interface IControlProtection
{
    /// <summary>True when it encrypts.</summary>
    bool IsPrivate { get; }

    /// <summary>Takes the command out of a line that came.</summary>
    UnprotectedLine Unprotect(string line);

    /// <summary>
    /// The lines to send for one reply; each reply line is wrapped on its own (RFC 2228: <c>632-...</c>, the last <c>632 ...</c>).
    /// </summary>
    IEnumerable<string> Protect(IReadOnlyList<string> replyLines);
}

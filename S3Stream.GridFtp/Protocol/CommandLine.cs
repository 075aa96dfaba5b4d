namespace S3Stream.GridFtp.Protocol;

/// <summary>
/// One command as it came: the verb in upper case, and the rest of the line after one blank, untouched (blanks in paths are data).
/// </summary>
internal readonly record struct CommandLine(string Verb, string Argument)
{
    public bool HasArgument => Argument.Length > 0;

    /// <summary>
    /// The line as it may be logged: without the secrets of PASS and the tokens of a security exchange, control characters escaped.
    /// </summary>
    public string Loggable => Verb is "PASS" or "ADAT" or "DCSC" or "ENC" or "MIC" or "CONF" or "ACCT"
        ? Verb + " ***"
        : LogText.Clean(HasArgument ? $"{Verb} {Argument}" : Verb);

    /// <summary>Cuts a line at its first blank. Blanks before the verb are skipped.</summary>
    public static CommandLine Parse(string line)
    {
        ReadOnlySpan<char> text = line.AsSpan().TrimStart(' ');
        int blank = text.IndexOf(' ');
        return blank < 0
            ? new CommandLine(text.ToString().ToUpperInvariant(), "")
            : new CommandLine(text[..blank].ToString().ToUpperInvariant(), text[(blank + 1)..].ToString());
    }
}

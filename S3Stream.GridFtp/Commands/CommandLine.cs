namespace S3Stream.GridFtp.Commands;

/// <summary>One command as it came: the verb in upper case, and the rest of the line after one blank, untouched (blanks in paths are data).</summary>
internal readonly record struct CommandLine(string Verb, string Argument)
{
    public bool HasArgument => Argument.Length > 0;
}

namespace S3Stream.Admin;

/// <summary>What an administrator has to mend. The message has two lines: <see cref="What"/> and <see cref="Remedy"/>.</summary>
/// <param name="what">What is wrong, with the setting by its name; one line.</param>
/// <param name="remedy">What to do; one line.</param>
/// <param name="inner">What told it.</param>
internal abstract class OperatorException(string what, string remedy, Exception? inner)
    : Exception($"{OneLine(what)}\n{OneLine(remedy)}", inner)
{
    /// <summary>What is wrong.</summary>
    public string What { get; } = OneLine(what);

    /// <summary>What to do.</summary>
    public string Remedy { get; } = OneLine(remedy);

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}

namespace S3Stream.GridFtp.Hosting;

/// <summary>
/// One setting of <c>serve</c>: the same on the command line (<c>--name value</c>), in the environment (<c>S3STREAM_NAME</c>) and in a
/// settings file (<c>name = value</c>).
/// </summary>
/// <param name="Name">Lower case, words joined by dashes.</param>
/// <param name="ValueName">What help shows for the value.</param>
/// <param name="Help">One or two sentences, with the default.</param>
/// <param name="Apply">Parses the value; a <see cref="FormatException"/> says what is allowed.</param>
internal sealed record Setting(string Name, string ValueName, string Help, Func<ServeSettings, string, ServeSettings> Apply)
{
    public const string EnvironmentPrefix = "S3STREAM_";

    private const string DefaultWord = "Default";

    /// <summary>It may be given several times on the command line, and as a list separated by commas elsewhere.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>It may stand on the command line without a value, which means <c>on</c>.</summary>
    public bool IsSwitch { get; init; }

    /// <summary>A new value that SIGHUP reads has no effect until the next start, which the log says.</summary>
    public bool NeedsRestart { get; init; }

    /// <summary>The variable other programs use for the same thing; ours wins over it.</summary>
    public string? CommonEnvironmentName { get; init; }

    /// <summary>The default as <see cref="Help"/> names it: the text after that word.</summary>
    public string DefaultText => Help[(Help.LastIndexOf(DefaultWord, StringComparison.Ordinal) + DefaultWord.Length)..].Trim(' ', ':', '.');

    public string EnvironmentName => EnvironmentPrefix + Name.Replace('-', '_').ToUpperInvariant();
}

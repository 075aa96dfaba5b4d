namespace S3Stream.GridFtp.Hosting;

/// <summary>
/// One option of gridftp.conf and what it means here: a setting, a warning that says what replaces it, a refusal, or, with none of them, nothing, because what
/// it asks for is always so.
/// </summary>
/// <param name="Name">As in the file.</param>
/// <param name="Kind">What its value may be.</param>
internal sealed record GlobusOption(string Name, GlobusValueKind Kind)
{
    /// <summary>The setting it becomes, or <see langword="null"/>.</summary>
    public string? Setting { get; init; }

    /// <summary>From all options and this one's value to the setting's text; <see langword="null"/> leaves the setting alone. A <see cref="FormatException"/> says what is allowed.</summary>
    public Func<GlobusOptions, string, string?> Map { get; init; } = static (_, value) => value;

    /// <summary>What to use instead. The option is ignored.</summary>
    public string? Warning { get; init; }

    /// <summary>Why the server does not start with it: ignoring it would grant what the administrator has forbidden, or serve something else.</summary>
    public string? Refusal { get; init; }

    /// <summary>The value that asks for what is so anyway: no warning, no refusal.</summary>
    public string? Harmless { get; init; }
}

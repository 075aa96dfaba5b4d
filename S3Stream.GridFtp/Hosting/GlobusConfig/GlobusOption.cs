namespace S3Stream.GridFtp.Hosting;

/// <summary>
/// One option of gridftp.conf and what it means here: a setting, a warning that says what replaces it, a refusal, or, with none of them,
/// nothing, because this server always does what it asks for.
/// </summary>
/// <param name="Name">As in the file.</param>
/// <param name="Kind">What its value may be.</param>
internal sealed record GlobusOption(string Name, GlobusValueKind Kind)
{
    /// <summary>The setting it becomes, or <see langword="null"/>.</summary>
    public string? Setting { get; init; }

    /// <summary>
    /// From all options and this one's value to the setting's text; <see langword="null"/> leaves the setting alone. A <see
    /// cref="FormatException"/> says what is allowed.
    /// </summary>
    public Func<GlobusOptions, string, string?> Map { get; init; } = static (_, value) => value;

    /// <summary>What to use instead. The option is ignored.</summary>
    public string? Warning { get; init; }

    /// <summary>
    /// Why the server refuses to start with it: to ignore the option would grant what the administrator has forbidden, or serve something
    /// else.
    /// </summary>
    public string? Refusal { get; init; }

    /// <summary>The value that asks for what this server does anyway; it causes no warning and no refusal.</summary>
    public string? Harmless { get; init; }
}

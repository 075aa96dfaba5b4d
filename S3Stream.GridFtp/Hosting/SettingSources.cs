namespace S3Stream.GridFtp.Hosting;

/// <summary>Where settings come from; the order of the members is that of precedence.</summary>
internal sealed record SettingSources
{
    /// <summary>The values from the command line, in order.</summary>
    public IReadOnlyList<SourcedValue> CommandLine { get; init; } = [];

    /// <summary>An environment variable's value, or <see langword="null"/>.</summary>
    public Func<string, string?> Environment { get; init; } = static _ => null;

    /// <summary>A file of <c>name = value</c> lines, or <see langword="null"/>.</summary>
    public string? SettingsFile { get; init; }

    /// <summary>gridftp.conf, or <see langword="null"/>.</summary>
    public string? GlobusFile { get; init; }

    /// <summary>gridftp.d, or <see langword="null"/>.</summary>
    public string? GlobusDirectory { get; init; }

    /// <summary>globus-gridftp-server-s3.conf, or <see langword="null"/>.</summary>
    public string? ConnectorFile { get; init; }
}

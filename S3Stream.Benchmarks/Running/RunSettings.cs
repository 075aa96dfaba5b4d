namespace S3Stream.Benchmarks.Running;

/// <summary>How rows are run. Immutable.</summary>
internal sealed record RunSettings
{
    /// <summary>The endpoint's executable.</summary>
    public required string Server { get; init; }

    /// <summary>Memory-backed folder for files that are moved.</summary>
    public required string Folder { get; init; }

    /// <summary>Rounds besides the one to warm up; 0: what the row wants.</summary>
    public int Rounds { get; init; }

    /// <summary>A first look: one round, less data. Figures are rougher.</summary>
    public bool Quick { get; init; }

    /// <summary>Whether <see cref="Server"/> is native code rather than compiled just in time.</summary>
    public bool IsNative => !File.Exists(Server + ".dll");
}

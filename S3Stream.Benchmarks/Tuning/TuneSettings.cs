using S3Stream.GridFtp.Hosting;

namespace S3Stream.Benchmarks.Tuning;

/// <summary>What <c>tune</c> is to do. Immutable.</summary>
/// <param name="Serve">The settings as <c>serve</c> would have them; where the search starts.</param>
/// <param name="Threads">Worker threads to start from.</param>
/// <param name="Bucket">An existing bucket that objects may be written to and deleted from.</param>
/// <param name="Time">When measuring ends.</param>
/// <param name="Bytes">Object bytes that may be moved, both directions together.</param>
/// <param name="Endpoint">A running GridFTP endpoint's URL with the directory to use, <c>start</c> to start one here, or none.</param>
/// <param name="Streams">Data connections to start from.</param>
/// <param name="Output">The folder for the plot.</param>
internal sealed record TuneSettings(
    ServeSettings Serve, int Threads, string Bucket, TimeSpan Time, long Bytes, string? Endpoint, int Streams, DirectoryInfo Output)
{
    /// <summary>The value of <see cref="Endpoint"/> that starts one.</summary>
    public const string Start = "start";

    /// <summary>The settings of <c>serve</c> for a combination, made as <c>serve</c> makes them out of its options.</summary>
    public ServeSettings For(Combination combination) => Settings(combination).Aggregate(
        Serve, static (settings, setting) => SettingTable.Find(setting.Name) is { } known
            ? known.Apply(settings, setting.Value)
            : settings);

    /// <summary>What to paste: name and value.</summary>
    public static IReadOnlyList<(string Name, string Value)> Settings(Combination combination) =>
    [
        ("part-size", FormattableString.Invariant($"{combination.PartSize / Combination.MiB}MiB")),
        ("s3-requests", FormattableString.Invariant($"{combination.Requests}")),
        ("threads", FormattableString.Invariant($"{combination.Threads}")),
    ];
}

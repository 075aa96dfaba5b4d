namespace S3Stream.Benchmarks.Tuning;

/// <summary>What a run found. Immutable.</summary>
/// <param name="Latency">How long the service takes for a small answer; the median of a few.</param>
/// <param name="Best">The settings to use.</param>
/// <param name="Findings">One for each setting that was searched.</param>
/// <param name="Store">Measurements of the library on the service.</param>
/// <param name="Network">Measurements of a client through an endpoint; empty without one.</param>
internal sealed record TuneResult(
    TimeSpan Latency,
    Combination Best,
    IReadOnlyList<Finding> Findings,
    IReadOnlyCollection<Measured> Store,
    IReadOnlyCollection<Measured> Network);

using S3Stream.Benchmarks.Reporting;

namespace S3Stream.Benchmarks.Running;

/// <summary>What a row found.</summary>
/// <param name="Verdicts">Each target with its figure.</param>
/// <param name="Tables">The medians behind them.</param>
internal sealed record Measurement(IReadOnlyList<Verdict> Verdicts, IReadOnlyList<ResultTable> Tables)
{
    /// <summary>Every sample, kept beside the page.</summary>
    public IReadOnlyList<Sample> Samples { get; init; } = [];

    public IReadOnlyList<LinePlot> Plots { get; init; } = [];
}

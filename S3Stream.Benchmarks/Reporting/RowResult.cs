using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Reporting;

/// <summary>What one run of one row found, as it is kept beside the page in <c>NAME.json</c>.</summary>
internal sealed record RowResult
{
    public required string Row { get; init; }

    /// <summary>When and on what, in one line.</summary>
    public required string Circumstances { get; init; }

    /// <summary>Why there are no figures; <see langword="null"/> when there are.</summary>
    public string? Unavailable { get; init; }

    public IReadOnlyList<Verdict> Verdicts { get; init; } = [];

    public IReadOnlyList<ResultTable> Tables { get; init; } = [];

    /// <summary>Names of the row's plots, in <c>NAME.svg</c>, with their titles.</summary>
    public IReadOnlyDictionary<string, string> Plots { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<Sample> Samples { get; init; } = [];
}

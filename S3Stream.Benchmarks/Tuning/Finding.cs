namespace S3Stream.Benchmarks.Tuning;

/// <summary>What the search found on one axis, and why it stopped there. Immutable.</summary>
/// <param name="Axis">The setting.</param>
/// <param name="Before">Before the axis was searched.</param>
/// <param name="Chosen">The best on it.</param>
/// <param name="Stop">Why it went no further.</param>
/// <param name="Beyond">The first combination that was not worth it, where one was measured.</param>
internal sealed record Finding(Axis Axis, Measured Before, Measured Chosen, StopReason Stop, Measured? Beyond)
{
    public bool Raised => Axis.Value(Chosen.Combination) > Axis.Value(Before.Combination);

    public bool Lowered => Axis.Value(Chosen.Combination) < Axis.Value(Before.Combination);
}

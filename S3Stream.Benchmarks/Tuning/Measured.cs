namespace S3Stream.Benchmarks.Tuning;

/// <summary>What one combination did. Immutable.</summary>
/// <param name="Combination">What was set.</param>
/// <param name="Up">Upload, MB/s (10^6 bytes).</param>
/// <param name="Down">Download, MB/s.</param>
/// <param name="Busy">Share of this machine's processor time that was used meanwhile, 0 to 1.</param>
internal sealed record Measured(Combination Combination, double Up, double Down, double Busy)
{
    /// <summary>What the search compares: the geometric mean, so that ten per cent more weigh the same in either direction.</summary>
    public double Score => Math.Sqrt(Up * Down);

    /// <summary>Both measurements of one combination as one.</summary>
    public Measured Average(Measured other) =>
        new(Combination, (Up + other.Up) / 2, (Down + other.Down) / 2, (Busy + other.Busy) / 2);
}

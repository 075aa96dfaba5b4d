namespace S3Stream.Benchmarks.Endpoint;

/// <summary>One timed transfer.</summary>
/// <param name="Subject">What was measured.</param>
/// <param name="Bytes">Bytes moved.</param>
/// <param name="Elapsed">Wall clock time.</param>
/// <param name="Processor">User and system time of the measured process.</param>
internal sealed record Sample(string Subject, long Bytes, TimeSpan Elapsed, TimeSpan Processor)
{
    public double MegabytesPerSecond => Bytes / 1e6 / Elapsed.TotalSeconds;

    public double ProcessorSecondsPerGigabyte => Processor.TotalSeconds / (Bytes / 1e9);
}

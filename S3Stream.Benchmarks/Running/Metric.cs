namespace S3Stream.Benchmarks.Running;

/// <summary>A figure of a <see cref="Sample"/>, with the name and format of its column.</summary>
internal sealed record Metric(string Name, string Format, Func<Sample, double> Of)
{
    private const double Gigabyte = 1e9;
    private const double Mebibyte = 1024 * 1024;

    public static Metric Throughput { get; } = new("MB/s", "f0", sample => sample.Bytes / 1e6 / sample.Elapsed.TotalSeconds);

    public static Metric Processor { get; } = new("CPU s/GB", "f2", sample => sample.Processor.TotalSeconds / (sample.Bytes / Gigabyte));

    public static Metric PeakMemory { get; } = new("peak MiB", "f0", sample => sample.PeakMemory / Mebibyte);

    public static Metric Allocation { get; } = new("allocated MB/GB", "f2", sample => sample.Allocated / 1e6 / (sample.Bytes / Gigabyte));

    public static Metric Rate { get; } = new("per second", "f1", sample => sample.Operations / sample.Elapsed.TotalSeconds);

    public static Metric ProcessorEach { get; } = new(
        "CPU ms each", "f2", sample => sample.Processor.TotalMilliseconds / sample.Operations);

    public static Metric Milliseconds { get; } = new("ms", "f1", sample => sample.Elapsed.TotalMilliseconds);
}

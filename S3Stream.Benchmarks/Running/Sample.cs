namespace S3Stream.Benchmarks.Running;

/// <summary>One timed run of one candidate.</summary>
/// <param name="Subject">What was measured.</param>
/// <param name="Elapsed">Wall clock time.</param>
/// <param name="Processor">User and system time of the measured process.</param>
internal sealed record Sample(string Subject, TimeSpan Elapsed, TimeSpan Processor)
{
    /// <summary>Payload bytes moved.</summary>
    public long Bytes { get; init; }

    /// <summary>Files, logins or requests done.</summary>
    public int Operations { get; init; }

    /// <summary>Peak resident bytes of the measured process; 0: not looked at.</summary>
    public long PeakMemory { get; init; }

    /// <summary>Managed bytes allocated; 0: not looked at.</summary>
    public long Allocated { get; init; }
}

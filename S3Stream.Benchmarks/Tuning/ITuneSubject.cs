namespace S3Stream.Benchmarks.Tuning;

/// <summary>What is measured: the library on the S3 service, or a client through an endpoint.</summary>
internal interface ITuneSubject
{
    /// <summary>
    /// Moves <paramref name="bytes"/> up and down again, and removes what it stored. <paramref name="moved"/> is told of bytes as they
    /// move, from any thread.
    /// </summary>
    /// <exception cref="OperationCanceledException">The time is over, or the run was stopped.</exception>
    Task<Measured> MeasureAsync(Combination combination, long bytes, Action<long> moved, CancellationToken cancellationToken);
}

namespace S3Stream.Benchmarks.Running;

/// <summary>One row of the page of measurements. Holds no state between runs.</summary>
internal interface IBenchmarkRow
{
    /// <summary>Selects it with <c>--only</c>, and names its files: lower case, words joined by hyphens.</summary>
    string Name { get; }

    /// <summary>What is measured, a short phrase.</summary>
    string What { get; }

    /// <summary>How it is measured, and what to know to read the figures.</summary>
    string How { get; }

    /// <summary>Measures.</summary>
    /// <exception cref="UnavailableException">It cannot be measured on this machine; the message says why.</exception>
    Task<Measurement> RunAsync(RunContext context, CancellationToken cancellationToken);
}

namespace S3Stream.Benchmarks.Running;

/// <summary>One of those that are compared.</summary>
/// <param name="Subject">Its name in tables.</param>
/// <param name="RunAsync">Does the work once and tells what it took.</param>
internal sealed record Candidate(string Subject, Func<CancellationToken, Task<Sample>> RunAsync);

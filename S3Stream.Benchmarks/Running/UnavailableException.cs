namespace S3Stream.Benchmarks.Running;

/// <summary>A row cannot be measured here: a tool or a right is missing.</summary>
internal sealed class UnavailableException(string message) : Exception(message);

namespace S3Stream;

/// <summary>One operation that <see cref="S3StreamClient.ProbeAsync"/> tried. Immutable.</summary>
/// <param name="Operation">S3's name of it.</param>
/// <param name="Permission">The IAM action it needs, such as <c>s3:PutObject</c>.</param>
/// <param name="Outcome">How it went.</param>
/// <param name="Failure">What it failed with, or <see langword="null"/>.</param>
public sealed record ProbeStep(string Operation, string Permission, ProbeOutcome Outcome, StorageException? Failure);

namespace S3Stream.Tests.Fakes;

/// <summary>Breaks the body of a ranged read off.</summary>
/// <param name="After">Bytes that still arrive.</param>
/// <param name="Error">What the read then throws; <see langword="null"/> ends the stream early instead.</param>
public sealed record BodyFault(long After, Exception? Error = null);

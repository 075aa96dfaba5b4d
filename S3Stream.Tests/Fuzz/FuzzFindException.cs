namespace S3Stream.Tests.Fuzzing;

/// <summary>An input broke a target; the message says which and where it is kept.</summary>
internal sealed class FuzzFindException(string message, Exception? inner = null) : Exception(message, inner);

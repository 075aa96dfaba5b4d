namespace S3Stream.Storage;

/// <summary>One page of a listing; <paramref name="Continuation"/> is <see langword="null"/> on the last one.</summary>
internal sealed record ListPage(IReadOnlyList<ObjectEntry> Entries, string? Continuation);

namespace S3Stream;

/// <summary>What came of a directory call.</summary>
/// <param name="Transferred">Files moved.</param>
/// <param name="Skipped">Files found the same already.</param>
/// <param name="Deleted">Files or objects of the target that the source does not have, deleted.</param>
/// <param name="Bytes">Bytes of the files moved.</param>
/// <param name="Failures">Those that failed, with <see cref="DirectoryFailurePolicy.Continue"/>; else empty.</param>
public sealed record DirectoryResult(
    long Transferred, long Skipped, long Deleted, long Bytes, IReadOnlyList<DirectoryFailure> Failures);

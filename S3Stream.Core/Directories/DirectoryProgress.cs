namespace S3Stream;

/// <summary>How far a directory call is. Told after each file, one call at a time, from any thread.</summary>
/// <param name="Transferred">Files moved.</param>
/// <param name="Skipped">Files found the same already.</param>
/// <param name="Failed">Files that failed, where the call goes on.</param>
/// <param name="Bytes">Bytes of the files moved.</param>
/// <param name="Key">The key of the object that was just done with.</param>
public readonly record struct DirectoryProgress(long Transferred, long Skipped, long Failed, long Bytes, string Key);

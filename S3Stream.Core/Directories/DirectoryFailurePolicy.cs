namespace S3Stream;

/// <summary>What a directory call does when one of its files fails.</summary>
public enum DirectoryFailurePolicy
{
    /// <summary>It stops; the failure is thrown. Files moved before stay.</summary>
    Stop = 0,

    /// <summary>It goes on with the others; <see cref="DirectoryResult.Failures"/> tells which ones failed.</summary>
    Continue,
}

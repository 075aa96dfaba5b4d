namespace S3Stream;

/// <summary>How a directory call sees that a file and its object are the same already, so that nothing has to be moved.</summary>
public enum DirectoryComparison
{
    /// <summary>It does not look: everything is moved.</summary>
    None = 0,

    /// <summary>By length alone, for files that never change.</summary>
    Length,

    /// <summary>
    /// By length, and the target is not older than the source. A file that was downloaded has the time its object was stored at.
    /// </summary>
    LengthAndTime,
}

namespace S3Stream.GridFtp.Session;

/// <summary>What the user "anonymous" may do.</summary>
internal enum AnonymousAccess
{
    /// <summary>Login is refused.</summary>
    None = 0,
    Read,
    ReadWrite,
}

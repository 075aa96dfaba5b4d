namespace S3Stream.GridFtp.Session;

/// <summary>The rights of the user "anonymous".</summary>
internal enum AnonymousAccess
{
    /// <summary>Login is refused.</summary>
    None = 0,
    Read,
    ReadWrite,
}

namespace S3Stream.GridFtp;

/// <summary>How users without a line in the credential map are served.</summary>
internal enum UnknownCredentials
{
    /// <summary>Login is refused.</summary>
    Refuse = 0,

    /// <summary>Their requests are not signed, so they reach public buckets only.</summary>
    Anonymous,
}

namespace S3Stream.GridFtp;

/// <summary>What becomes of users for whom the credential map has no line.</summary>
internal enum UnknownCredentials
{
    /// <summary>Login is refused.</summary>
    Refuse = 0,

    /// <summary>Their requests are not signed: they reach what anybody may read.</summary>
    Anonymous,
}

namespace S3Stream.GridFtp.Session;

/// <summary>Who may direct data connections to another host (FTP bounce, RFC 2577 3).</summary>
internal enum ThirdPartyPolicy
{
    /// <summary>Nobody.</summary>
    Never = 0,

    /// <summary>Users who proved who they are.</summary>
    Authenticated,

    /// <summary>Everybody who may log in, anonymous included.</summary>
    Always,
}

namespace S3Stream.GridFtp.Session;

/// <summary>
/// Whose data connections may be made with another host than the client's own (RFC 2577: bounce attack, connection stealing). Each value
/// permits what those before it do.
/// </summary>
internal enum ThirdPartyPolicy
{
    /// <summary>Nobody.</summary>
    Never = 0,

    /// <summary>Those that prove in their handshake whom the other host acts for (DCAU).</summary>
    Dcau,

    /// <summary>Those of certificate users, also with DCAU N, as gfal2 and FTS send it. The other host proves nothing then.</summary>
    Gsi,

    /// <summary>Those of password users too.</summary>
    Authenticated,

    /// <summary>Everybody who may log in, anonymous included.</summary>
    Always,
}

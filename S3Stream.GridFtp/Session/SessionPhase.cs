namespace S3Stream.GridFtp.Session;

/// <summary>When a command may run; a table row names one or more.</summary>
[Flags]
internal enum SessionPhase
{
    /// <summary>Connected, nothing proven.</summary>
    BeforeLogin = 1,

    /// <summary>AUTH was accepted; ADAT tokens or a TLS handshake follow.</summary>
    Securing = 2,

    /// <summary>Logged in.</summary>
    LoggedIn = 4,

    Any = BeforeLogin | Securing | LoggedIn,
}

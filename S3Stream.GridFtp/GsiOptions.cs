namespace S3Stream.GridFtp;

/// <summary>Settings of the security layer: where its files are, and what it lets through. Immutable.</summary>
internal sealed record GsiOptions
{
    /// <summary>The server's own certificate, PEM; further certificates of its chain may follow in the file.</summary>
    public string HostCertificate { get; init; } = "/etc/grid-security/hostcert.pem";

    /// <summary>Its private key, PEM, without a pass phrase; only the server's user may read it.</summary>
    public string HostKey { get; init; } = "/etc/grid-security/hostkey.pem";

    /// <summary>CA certificates, signing policies and revocation lists.</summary>
    public string TrustDirectory { get; init; } = "/etc/grid-security/certificates";

    /// <summary>The grid map: which distinguished name maps to which account.</summary>
    public string GridMap { get; init; } = "/etc/grid-security/grid-mapfile";

    /// <summary>
    /// S3 credentials per account, lines as <see cref="Login.CredentialMap"/> says; a path that begins with <c>$HOME</c> is looked
    /// for in each user's home directory.
    /// <see langword="null"/>: all users share the server's own.
    /// </summary>
    public string? CredentialMap { get; init; }

    /// <summary>How users without a line in the credential map are served.</summary>
    public UnknownCredentials UnknownCredentials { get; init; }

    /// <summary>Where roles of the credential map are assumed; <see langword="null"/>: AWS' own STS of the region.</summary>
    public Uri? StsEndpoint { get; init; }

    /// <summary>
    /// Also accept Globus Toolkit 2 proxies and those of the draft before RFC 3820. Off by default, because their rules are weaker.
    /// </summary>
    public bool AllowOldProxies { get; init; }
}

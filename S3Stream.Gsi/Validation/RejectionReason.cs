namespace S3Stream.Gsi;

/// <summary>Why a chain of certificates was not accepted.</summary>
internal enum RejectionReason
{
    /// <summary>It was accepted.</summary>
    None = 0,

    /// <summary>The peer presented nothing.</summary>
    NoCertificate,

    /// <summary>More certificates than any honest chain has.</summary>
    TooManyCertificates,

    /// <summary>A certificate cannot be parsed, or contradicts itself.</summary>
    Malformed,

    NotYetValid,
    Expired,

    /// <summary>The chain does not lead to a CA of the trust directory.</summary>
    UntrustedIssuer,

    BadSignature,

    /// <summary>Signed with MD5 or SHA-1, or an RSA key below 1,024 bits.</summary>
    WeakCryptography,

    UnsupportedAlgorithm,

    /// <summary>Signed by a certificate that is no CA.</summary>
    IssuerIsNoAuthority,

    /// <summary>More CAs below one than it allows.</summary>
    AuthorityPathTooLong,

    /// <summary>keyUsage does not allow what the key was used for.</summary>
    KeyUsage,

    /// <summary>extendedKeyUsage does not allow client authentication.</summary>
    Purpose,

    UnknownCriticalExtension,
    NameConstraint,

    /// <summary>The trust directory does not say what the CA may sign.</summary>
    NoSigningPolicy,

    /// <summary>The CA's signing policy does not cover that name.</summary>
    OutsideSigningPolicy,

    Revoked,

    /// <summary>The CA's revocation list is damaged or not signed by it.</summary>
    RevocationListInvalid,

    /// <summary>The CA's revocation list is out of date.</summary>
    RevocationListExpired,

    /// <summary>A CA certificate where a person's or host's is expected.</summary>
    EndEntityIsAuthority,

    /// <summary>The certificate that signed a proxy was not sent along.</summary>
    ProxyIssuerMissing,

    /// <summary>A proxy's name is not its issuer's plus one CN.</summary>
    ProxyName,

    ProxyIsAuthority,

    /// <summary>A CA cannot delegate.</summary>
    ProxyIssuedByAuthority,

    /// <summary>More proxies than one of them allows.</summary>
    ProxyPathTooLong,

    /// <summary>RFC 3820, draft and legacy proxies in one chain.</summary>
    ProxyTypesMixed,

    /// <summary>A full proxy below a limited one.</summary>
    ProxyAfterLimited,

    /// <summary>A draft or legacy proxy, and these are switched off.</summary>
    ProxyTypeNotAllowed,

    /// <summary>The policy language is unknown, or a policy stands where none may.</summary>
    ProxyPolicy,

    ProxyInfoNotCritical,

    /// <summary>A proxy with a subjectAltName or issuerAltName (RFC 3820 3.2, 3.5).</summary>
    ProxyAlternativeName,
}

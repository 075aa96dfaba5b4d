namespace S3Stream.Gsi;

/// <summary>Why a chain of certificates was not accepted.</summary>
public enum RejectionReason
{
    /// <summary>It was accepted.</summary>
    None = 0,

    /// <summary>The peer presented no certificate.</summary>
    NoCertificate,

    /// <summary>More certificates than any honest chain has.</summary>
    TooManyCertificates,

    /// <summary>A certificate cannot be parsed, or contradicts itself.</summary>
    Malformed,

    /// <summary>A certificate of the chain is not valid yet.</summary>
    NotYetValid,

    /// <summary>A certificate of the chain has expired.</summary>
    Expired,

    /// <summary>The chain does not lead to a CA of the trust directory.</summary>
    UntrustedIssuer,

    /// <summary>A signature was not made with the issuer's key.</summary>
    BadSignature,

    /// <summary>Signed with MD5 or SHA-1, or an RSA key below 1,024 bits.</summary>
    WeakCryptography,

    /// <summary>A key or signature of a kind that is not supported: neither RSA nor ECDSA on P-256, P-384 or P-521, with SHA-2.</summary>
    UnsupportedAlgorithm,

    /// <summary>Signed by a certificate that is no CA.</summary>
    IssuerIsNoAuthority,

    /// <summary>More CAs below one than it allows.</summary>
    AuthorityPathTooLong,

    /// <summary>keyUsage does not allow what the key was used for.</summary>
    KeyUsage,

    /// <summary>extendedKeyUsage does not allow the purpose.</summary>
    Purpose,

    /// <summary>An extension is critical and not understood here (RFC 5280 4.2).</summary>
    UnknownCriticalExtension,

    /// <summary>A CA's name constraints do not allow a name (RFC 5280 4.2.1.10).</summary>
    NameConstraint,

    /// <summary>The trust directory does not say what the CA may sign.</summary>
    NoSigningPolicy,

    /// <summary>The CA's signing policy does not cover that name.</summary>
    OutsideSigningPolicy,

    /// <summary>The CA revoked it.</summary>
    Revoked,

    /// <summary>The CA's revocation list is damaged or not signed by it.</summary>
    RevocationListInvalid,

    /// <summary>The CA's revocation list is out of date.</summary>
    RevocationListExpired,

    /// <summary>A CA certificate where a person's or host's is expected.</summary>
    EndEntityIsAuthority,

    /// <summary>The certificate that signed a proxy was not sent along.</summary>
    ProxyIssuerMissing,

    /// <summary>A proxy's name is not its issuer's plus one CN (RFC 3820 3.4).</summary>
    ProxyName,

    /// <summary>A proxy that claims to be a CA (RFC 3820 3.7, 3.6).</summary>
    ProxyIsAuthority,

    /// <summary>A CA signed a proxy; only end entities and proxies delegate.</summary>
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

    /// <summary>The ProxyCertInfo extension is not critical, as RFC 3820 3.8 demands.</summary>
    ProxyInfoNotCritical,

    /// <summary>A proxy with a subjectAltName or issuerAltName (RFC 3820 3.2, 3.5).</summary>
    ProxyAlternativeName,
}

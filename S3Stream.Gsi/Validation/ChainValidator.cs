using S3Stream.Gsi.Certificates;
using S3Stream.Gsi.Validation;

namespace S3Stream.Gsi;

/// <summary>
/// Decides who a peer is from the certificates it presented in a TLS handshake (which proved that it holds the leaf's key): proxies by RFC
/// 3820 and Globus' rules, the rest by RFC 5280 with the signing policies and revocation lists of a trust store. Pure and safe for
/// concurrent use: the same certificates, trust store and time give the same verdict; nothing is fetched, and nothing is thrown for what
/// a peer sends.
/// </summary>
public static class ChainValidator
{
    /// <summary>The longest chain that is looked at. Proxies, end entity and CAs of any honest chain fit many times.</summary>
    public const int MaxCertificates = 32;

    /// <summary>Judges a chain from the leaf to a root of the trust store.</summary>
    /// <param name="presented">The leaf first, the rest in any order.</param>
    /// <param name="store">The CAs to trust.</param>
    /// <param name="now">The moment for which validity periods are checked.</param>
    /// <param name="purpose">What the peer wants to prove.</param>
    /// <param name="rules">What the site accepts; <see langword="null"/>: <see cref="ValidationRules.Default"/>.</param>
    /// <param name="extraRoots">
    /// Roots trusted for this check alone, without signing policy and revocation list, such as those of a credential both ends were given.
    /// </param>
    public static ChainVerdict Validate(
        IReadOnlyList<GsiCertificate> presented,
        TrustStore store,
        DateTimeOffset now,
        ChainPurpose purpose,
        ValidationRules? rules = null,
        IReadOnlyList<GsiCertificate>? extraRoots = null)
    {
        if (presented.Count == 0)
        {
            return ChainVerdict.Rejected(RejectionReason.NoCertificate, "the peer presented no certificate");
        }

        if (presented.Count > MaxCertificates)
        {
            return ChainVerdict.Rejected(
                RejectionReason.TooManyCertificates,
                $"the peer presented {presented.Count} certificates; at most {MaxCertificates} are allowed");
        }

        try
        {
            IReadOnlyList<GsiCertificate> delegation = new ProxyCertificateValidator(
                presented, rules ?? ValidationRules.Default, now).FindEndEntity();
            GsiCertificate endEntity = delegation[^1];
            RequireLeaf(delegation[0]);
            RequireEndEntity(endEntity, now, purpose, extraRoots ?? []);
            IReadOnlyList<GsiCertificate> authorities = IsTrustedItself(endEntity, extraRoots ?? [])
                ? []
                : new AuthorityPathFinder(presented, store, extraRoots ?? [], now).Find(endEntity);
            return ChainVerdict.Accepted(
                IdentityOf(delegation), [.. delegation, .. authorities], delegation.Any(certificate => certificate.IsLimited));
        }
        catch (ChainRejectedException exception)
        {
            return ChainVerdict.Rejected(exception.Reason, exception.Message);
        }
    }

    /// <summary>
    /// The identity of one's own credential: checks that its leaf is valid now and that its proxies lead to an end entity. It does not
    /// check who signed the end entity, so it proves nothing about a peer.
    /// </summary>
    /// <param name="chain">A credential's chain, the leaf first; at least one certificate.</param>
    /// <param name="now">The moment for which validity periods are checked.</param>
    /// <param name="rules">What the site accepts; <see langword="null"/>: <see cref="ValidationRules.Default"/>.</param>
    /// <returns>When accepted, its path ends with the end entity.</returns>
    public static ChainVerdict ValidateOwn(IReadOnlyList<GsiCertificate> chain, DateTimeOffset now, ValidationRules? rules = null)
    {
        try
        {
            CertificateRules.RequireValidNow(chain[0], now);
            IReadOnlyList<GsiCertificate> delegation = new ProxyCertificateValidator(
                chain, rules ?? ValidationRules.Default, now).FindEndEntity();
            return ChainVerdict.Accepted(IdentityOf(delegation), delegation, delegation.Any(certificate => certificate.IsLimited));
        }
        catch (ChainRejectedException exception)
        {
            return ChainVerdict.Rejected(exception.Reason, exception.Message);
        }
    }

    /// <summary>Impersonation and limited proxies act under their issuer's name; an independent proxy has an identity of its own.</summary>
    private static DistinguishedName IdentityOf(IReadOnlyList<GsiCertificate> delegation) =>
        delegation.First(certificate => !certificate.IsImpersonation).Subject;

    private static bool IsTrustedItself(GsiCertificate endEntity, IReadOnlyList<GsiCertificate> extraRoots) =>
        extraRoots.Any(endEntity.IsIdenticalTo);

    private static void RequireLeaf(GsiCertificate leaf)
    {
        CertificateRules.RequireUsableKey(leaf);
        CertificateRules.RequireDigitalSignature(leaf, "sign a TLS handshake");
    }

    private static void RequireEndEntity(
        GsiCertificate endEntity, DateTimeOffset now, ChainPurpose purpose, IReadOnlyList<GsiCertificate> extraRoots)
    {
        CertificateRules.RequireValidNow(endEntity, now);
        CertificateRules.RequireKnownCriticalExtensions(endEntity);
        if (endEntity.Subject.IsEmpty)
        {
            throw new ChainRejectedException(RejectionReason.Malformed, "the end entity certificate has an empty name");
        }

        if (endEntity.Extensions.IsAuthority && !IsTrustedItself(endEntity, extraRoots))
        {
            throw new ChainRejectedException(RejectionReason.EndEntityIsAuthority, $"{endEntity} is a CA, not a person or host");
        }

        RequirePurpose(endEntity, purpose);
    }

    private static void RequirePurpose(GsiCertificate endEntity, ChainPurpose purpose)
    {
        (string oid, string use) = purpose == ChainPurpose.Server
            ? (Oids.ServerAuthentication, "server authentication")
            : (Oids.ClientAuthentication, "client authentication");
        if (purpose != ChainPurpose.Peer
            && endEntity.Extensions.Purposes is { } purposes
            && !purposes.Any(allowed => allowed == oid || allowed == Oids.AnyExtendedKeyUsage))
        {
            throw new ChainRejectedException(RejectionReason.Purpose, $"the extendedKeyUsage of {endEntity} does not allow {use}");
        }
    }
}

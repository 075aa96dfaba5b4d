using S3Stream.Gsi.Certificates;
using S3Stream.Gsi.Validation;

namespace S3Stream.Gsi;

/// <summary>
/// Decides who a peer is from the certificates it presented in a TLS handshake (which proved that it holds the leaf's key). Pure: the same
/// certificates, trust store and time give the same verdict; nothing is fetched, nothing thrown for what a peer sends.
/// </summary>
internal static class ChainValidator
{
    /// <summary>Proxies, end entity and CAs of any honest chain fit many times.</summary>
    public const int MaxCertificates = 32;

    /// <param name="presented">The leaf first, the rest in any order.</param>
    /// <param name="store">The trust directory.</param>
    /// <param name="now">For validity periods.</param>
    /// <param name="purpose">What the peer wants to prove.</param>
    /// <param name="rules">What the site lets through.</param>
    /// <param name="extraRoots">
    /// Roots trusted for this check alone, without signing policy (a client's own data channel credential, DCSC).
    /// </param>
    public static ChainVerdict Validate(
        IReadOnlyList<GsiCertificate> presented,
        TrustStore store,
        DateTimeOffset now,
        ChainPurpose purpose,
        ValidationRules rules,
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
                $"the peer presented {presented.Count} certificates; at most {MaxCertificates} are looked at");
        }

        try
        {
            IReadOnlyList<GsiCertificate> delegation = new ProxyCertificateValidator(presented, rules, now).FindEndEntity();
            GsiCertificate endEntity = delegation[^1];
            RequireLeaf(delegation[0]);
            RequireEndEntity(endEntity, now, purpose, extraRoots ?? []);
            IReadOnlyList<GsiCertificate> authorities = IsTrustedItself(endEntity, extraRoots ?? [])
                ? []
                : new AuthorityPathFinder(presented, store, extraRoots ?? [], now).Find(endEntity);
            return ChainVerdict.Accepted(
                IdentityOf(delegation), [.. delegation, .. authorities], delegation.Any(ProxyCertificateValidator.IsLimited));
        }
        catch (ChainRejectedException rejection)
        {
            return ChainVerdict.Rejected(rejection.Reason, rejection.Message);
        }
    }

    /// <summary>Impersonation and limited proxies act under their issuer's name; an independent proxy is somebody of its own.</summary>
    public static DistinguishedName IdentityOf(IReadOnlyList<GsiCertificate> delegation) =>
        delegation.First(certificate => !ProxyCertificateValidator.IsImpersonation(certificate)).Subject;

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

        bool mayLogIn = endEntity.Extensions.Purposes is not { } purposes
            || purposes.Any(oid => oid is Oids.ClientAuthentication or Oids.AnyExtendedKeyUsage);
        if (purpose == ChainPurpose.Login && !mayLogIn)
        {
            throw new ChainRejectedException(
                RejectionReason.Purpose, $"the extendedKeyUsage of {endEntity} does not allow client authentication");
        }
    }
}

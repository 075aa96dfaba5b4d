using S3Stream.Gsi.Certificates;

namespace S3Stream.Gsi.Validation;

/// <summary>Rules that hold for every certificate of a chain. Each throws <see cref="ChainRejectedException"/> or returns.</summary>
internal static class CertificateRules
{
    private static readonly HashSet<string> ToleratedCritical =
    [
        Oids.BasicConstraints,
        Oids.KeyUsage,
        Oids.ExtendedKeyUsage,
        Oids.NetscapeCertType,
        Oids.SubjectKeyIdentifier,
        Oids.AuthorityKeyIdentifier,
    ];

    public static void RequireValidNow(GsiCertificate certificate, DateTimeOffset now)
    {
        if (now < certificate.NotBefore)
        {
            throw new ChainRejectedException(
                RejectionReason.NotYetValid, $"{certificate} is not valid before {certificate.NotBefore:u}; it is {now:u}");
        }

        if (now > certificate.NotAfter)
        {
            throw new ChainRejectedException(RejectionReason.Expired, $"{certificate} expired at {certificate.NotAfter:u}");
        }
    }

    /// <summary>
    /// Every critical extension is one that rules here know; <paramref name="alsoKnown"/> is one more that this kind of certificate may
    /// have.
    /// </summary>
    public static void RequireKnownCriticalExtensions(GsiCertificate certificate, string? alsoKnown = null)
    {
        string? unknown = certificate.Extensions.CriticalOids.FirstOrDefault(oid => oid != alsoKnown && !ToleratedCritical.Contains(oid));
        if (unknown is not null)
        {
            throw new ChainRejectedException(
                RejectionReason.UnknownCriticalExtension,
                $"{certificate} has the critical extension {unknown}, which this server does not know");
        }
    }

    public static void RequireUsableKey(GsiCertificate certificate)
    {
        SubjectPublicKey key = certificate.PublicKey;
        if (key.Weakness is { } weakness)
        {
            RejectionReason reason = key.Kind == PublicKeyKind.Unsupported
                ? RejectionReason.UnsupportedAlgorithm
                : RejectionReason.WeakCryptography;
            throw new ChainRejectedException(reason, $"{certificate}: {weakness}");
        }
    }

    public static void RequireDigitalSignature(GsiCertificate certificate, string use)
    {
        if (!certificate.Extensions.Allows(KeyUsages.DigitalSignature))
        {
            throw new ChainRejectedException(
                RejectionReason.KeyUsage, $"the keyUsage of {certificate} lacks digitalSignature, so its key may not {use}");
        }
    }

    public static void RequireSignature(GsiCertificate certificate, GsiCertificate issuer)
    {
        RequireTakenAlgorithm(certificate);
        RequireUsableKey(issuer);
        if (!certificate.Signed.IsSignedBy(issuer.PublicKey))
        {
            throw new ChainRejectedException(
                RejectionReason.BadSignature, $"the signature of {certificate} was not made with the key of {issuer}");
        }
    }

    private static void RequireTakenAlgorithm(GsiCertificate certificate)
    {
        SignatureAlgorithmId algorithm = certificate.Signed.Algorithm;
        if (SignatureScheme.IsWeak(algorithm))
        {
            throw new ChainRejectedException(
                RejectionReason.WeakCryptography, $"{certificate} is signed with {algorithm.Oid}: MD5 and SHA-1 are not accepted");
        }

        if (SignatureScheme.Of(algorithm) is null)
        {
            throw new ChainRejectedException(
                RejectionReason.UnsupportedAlgorithm, $"{certificate} is signed with {algorithm.Oid}, which is not supported");
        }
    }
}

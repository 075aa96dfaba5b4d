using S3Stream.Gsi.Certificates;
using S3Stream.Gsi.Trust;

namespace S3Stream.Gsi.Validation;

/// <summary>
/// Finds the path from an end entity up to a root of the trust directory (RFC 5280 6, with Globus' signing policies and revocation lists).
/// CAs may come from the directory or from the peer; the root only from the directory. Pure.
/// </summary>
internal sealed class AuthorityPathFinder(
    IReadOnlyList<GsiCertificate> presented, TrustStore store, IReadOnlyList<GsiCertificate> extraRoots, DateTimeOffset now)
{
    private const int MaxAuthorities = 10;
    private const int MaxAttempts = 64;

    private int _attempts;
    private ChainRejectedException? _firstRejection;

    /// <summary>The CAs from the one that signed <paramref name="endEntity"/> to the root.</summary>
    /// <exception cref="ChainRejectedException">
    /// There is no path that keeps all rules; the reason is that of the first one tried.
    /// </exception>
    public IReadOnlyList<GsiCertificate> Find(GsiCertificate endEntity)
    {
        var path = new List<GsiCertificate> { endEntity };
        return Extend(path)
            ? path.GetRange(1, path.Count - 1)
            : throw _firstRejection ?? new ChainRejectedException(
                RejectionReason.UntrustedIssuer, $"the issuer of {endEntity}, {endEntity.Issuer}, is not in the trust directory");
    }

    /// <summary>Depth first; on success <paramref name="path"/> ends with a root.</summary>
    private bool Extend(List<GsiCertificate> path)
    {
        GsiCertificate subject = path[^1];
        foreach (GsiCertificate issuer in IssuersOf(subject))
        {
            if (path.Contains(issuer) || path.Count > MaxAuthorities || ++_attempts > MaxAttempts)
            {
                continue;
            }

            try
            {
                CheckLink(path, issuer);
                path.Add(issuer);
                if (IsRoot(issuer) || Extend(path))
                {
                    return true;
                }

                path.RemoveAt(path.Count - 1);
            }
            catch (ChainRejectedException exception)
            {
                _firstRejection ??= exception;
            }
        }

        if (path.Count > 1)
        {
            _firstRejection ??= new ChainRejectedException(
                RejectionReason.UntrustedIssuer, $"the CA {subject} leads to {subject.Issuer}, which is not in the trust directory");
        }

        return false;
    }

    private IEnumerable<GsiCertificate> IssuersOf(GsiCertificate subject)
    {
        IEnumerable<GsiCertificate> sent = presented.Where(
            certificate => certificate.Subject.Matches(subject.Issuer) && !certificate.IsProxy);
        IEnumerable<GsiCertificate> extra = extraRoots.Where(root => root.Subject.Matches(subject.Issuer));
        return store.AuthoritiesNamed(subject.Issuer).Concat(extra).Concat(sent).DistinctBy(
            certificate => Convert.ToHexString(certificate.Encoded.Span));
    }

    private bool IsRoot(GsiCertificate authority) =>
        authority.IsSelfIssued && (store.Contains(authority) || extraRoots.Any(authority.IsIdenticalTo));

    private void CheckLink(List<GsiCertificate> path, GsiCertificate issuer)
    {
        GsiCertificate subject = path[^1];
        bool isRoot = IsRoot(issuer);
        if (issuer.IsSelfIssued && !isRoot)
        {
            throw new ChainRejectedException(
                RejectionReason.UntrustedIssuer, $"the CA {issuer} is self-signed and not in the trust directory");
        }

        RequireAuthority(issuer, isRoot);
        CertificateRules.RequireSignature(subject, issuer);
        CertificateRules.RequireValidNow(issuer, now);
        CertificateRules.RequireKnownCriticalExtensions(issuer, Oids.NameConstraintsExtension);

        // self-issued CAs (key changes) do not count
        int below = path.Skip(1).Count(authority => !authority.IsSelfIssued);
        if (issuer.Extensions.AuthorityPathLength < below)
        {
            throw new ChainRejectedException(
                RejectionReason.AuthorityPathTooLong,
                $"the CA {issuer} allows {issuer.Extensions.AuthorityPathLength} CAs below it; there are {below}");
        }

        RequireNames(path, issuer);
        if (!extraRoots.Any(issuer.IsIdenticalTo))
        {
            RequireSigningPolicy(subject, issuer);
            RequireNotRevoked(subject, issuer);
        }
    }

    private static void RequireAuthority(GsiCertificate issuer, bool isRoot)
    {
        // X.509 v1 roots have no extensions to say that they are CAs; being in the trust directory says it
        bool isOldRoot = isRoot && issuer.Version == 1;
        if (!issuer.Extensions.IsAuthority && !isOldRoot)
        {
            throw new ChainRejectedException(RejectionReason.IssuerIsNoAuthority, $"{issuer} signed a certificate and is not a CA");
        }

        if (!issuer.Extensions.Allows(KeyUsages.KeyCertSign))
        {
            throw new ChainRejectedException(RejectionReason.KeyUsage, $"the keyUsage of the CA {issuer} lacks keyCertSign");
        }
    }

    private static void RequireNames(List<GsiCertificate> path, GsiCertificate issuer)
    {
        if (NameConstraints.Of(issuer) is not { } constraints)
        {
            return;
        }

        for (int i = 0; i < path.Count; i++)
        {
            bool counts = i == 0 || !path[i].IsSelfIssued;
            if (counts && constraints.Violation(path[i]) is { } violation)
            {
                throw new ChainRejectedException(RejectionReason.NameConstraint, $"the CA {issuer} may not sign {path[i]}: {violation}");
            }
        }
    }

    private void RequireSigningPolicy(GsiCertificate subject, GsiCertificate issuer)
    {
        IReadOnlyList<SigningPolicy> policies = store.PoliciesOf(issuer.Subject);
        if (policies.Count == 0)
        {
            throw new ChainRejectedException(
                RejectionReason.NoSigningPolicy, $"the trust directory has no signing_policy file that says what {issuer} may sign");
        }

        if (!policies.Any(policy => policy.Permits(subject.Subject)))
        {
            throw new ChainRejectedException(
                RejectionReason.OutsideSigningPolicy, $"the signing policy of {issuer} does not cover {subject}");
        }
    }

    private void RequireNotRevoked(GsiCertificate subject, GsiCertificate issuer)
    {
        IReadOnlyList<RevocationList> lists = store.RevocationListsOf(issuer.Subject);
        if (lists.Count == 0)
        {
            return;
        }

        List<RevocationList> own = [.. lists.Where(list => list.IsSignedBy(issuer))];
        if (own.Count == 0)
        {
            throw new ChainRejectedException(
                RejectionReason.RevocationListInvalid, $"the revocation list of {issuer} in the trust directory is not signed by {issuer}");
        }

        if (own.Exists(list => list.Revokes(subject)))
        {
            throw new ChainRejectedException(RejectionReason.Revoked, $"{subject} was revoked by {issuer}");
        }

        RevocationList newest = own.MaxBy(list => list.ThisUpdate)!;
        if (newest.ThisUpdate > now || newest.NextUpdate < now)
        {
            throw new ChainRejectedException(
                RejectionReason.RevocationListExpired,
                $"the revocation list of {issuer} is for {newest.ThisUpdate:u} to {newest.NextUpdate:u}; it is {now:u}; "
                    + "get a new one (fetch-crl)");
        }
    }
}

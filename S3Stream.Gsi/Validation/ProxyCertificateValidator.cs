using S3Stream.Gsi.Certificates;

namespace S3Stream.Gsi.Validation;

/// <summary>
/// The proxies of a chain: walks from the leaf to the end entity, checks each link (RFC 3820 3 and 4, and Globus' limited proxies), and
/// then the rules that hold between them. Pure.
/// </summary>
internal sealed class ProxyCertificateValidator(IReadOnlyList<GsiCertificate> presented, ValidationRules rules, DateTimeOffset now)
{
    /// <summary>
    /// The leaf and what it was delegated from: proxies first, the end entity last (the only one when there is no proxy).
    /// </summary>
    /// <exception cref="ChainRejectedException">A rule is broken.</exception>
    public IReadOnlyList<GsiCertificate> FindEndEntity()
    {
        var chain = new List<GsiCertificate> { presented[0] };
        while (chain[^1].Proxy != ProxyKind.None)
        {
            GsiCertificate proxy = chain[^1];
            RequireAllowedKind(proxy);
            CertificateRules.RequireValidNow(proxy, now);
            RequireProxyForm(proxy);

            // names grow by one component at each link, so the walk ends
            chain.Add(FindIssuer(proxy));
        }

        RequireConsistency(chain);
        return chain;
    }

    private void RequireAllowedKind(GsiCertificate proxy)
    {
        (bool allowed, string name) = proxy.Proxy switch
        {
            ProxyKind.Legacy => (rules.AllowLegacyProxies, "a legacy (Globus Toolkit 2) proxy"),
            ProxyKind.Draft => (rules.AllowDraftProxies, "a proxy of the draft before RFC 3820"),
            _ => (true, ""),
        };
        if (!allowed)
        {
            throw new ChainRejectedException(
                RejectionReason.ProxyTypeNotAllowed,
                $"{proxy} is {name}, which this server does not accept; make an RFC 3820 proxy (grid-proxy-init -rfc)");
        }
    }

    private static void RequireProxyForm(GsiCertificate proxy)
    {
        ExtensionSet extensions = proxy.Extensions;
        if (extensions.ProxyInfo is not null && extensions.DraftProxyInfo is not null)
        {
            throw new ChainRejectedException(RejectionReason.Malformed, $"{proxy} has both forms of the proxy extension");
        }

        string? infoOid =
            extensions.ProxyInfo is not null ? Oids.ProxyCertInfo : extensions.DraftProxyInfo is not null ? Oids.DraftProxyCertInfo : null;
        if (infoOid is not null && !extensions.Find(infoOid)!.Value.IsCritical)
        {
            throw new ChainRejectedException(
                RejectionReason.ProxyInfoNotCritical, $"the proxy extension of {proxy} is not critical, as it must be");
        }

        CertificateRules.RequireKnownCriticalExtensions(proxy, infoOid);
        if (extensions.IsAuthority || (extensions.KeyUsage is { } usage && usage.HasFlag(KeyUsages.KeyCertSign)))
        {
            throw new ChainRejectedException(RejectionReason.ProxyIsAuthority, $"{proxy} is a proxy and claims to be a CA");
        }

        if (extensions.Find(Oids.SubjectAlternativeName) is not null || extensions.Find(Oids.IssuerAlternativeName) is not null)
        {
            throw new ChainRejectedException(RejectionReason.ProxyAlternativeName, $"{proxy} is a proxy and has an alternative name");
        }

        RequireKnownPolicy(proxy);
    }

    private static void RequireKnownPolicy(GsiCertificate proxy)
    {
        if (proxy.ProxyInfo is not { } info)
        {
            return;
        }

        if (!info.IsImpersonation && info.PolicyLanguage != Oids.IndependentPolicy)
        {
            throw new ChainRejectedException(
                RejectionReason.ProxyPolicy,
                $"{proxy} is restricted by a policy in the language {info.PolicyLanguage}, which this server cannot enforce");
        }

        if (info.HasPolicy)
        {
            throw new ChainRejectedException(
                RejectionReason.ProxyPolicy, $"{proxy} carries a policy, but its policy language {info.PolicyLanguage} has none");
        }
    }

    /// <summary>Among what was sent, in whatever order: the certificate of that name whose key made the signature.</summary>
    private GsiCertificate FindIssuer(GsiCertificate proxy)
    {
        List<GsiCertificate> candidates = [.. presented.Where(candidate => candidate.Subject.IsIdenticalTo(proxy.Issuer))];
        if (candidates.Count == 0)
        {
            throw new ChainRejectedException(
                RejectionReason.ProxyIssuerMissing, $"the issuer of {proxy}, {proxy.Issuer}, was not sent along");
        }

        GsiCertificate issuer = candidates.Find(candidate => proxy.Signed.IsSignedBy(candidate.PublicKey)) ?? candidates[0];
        if (!proxy.Subject.ExtendsByOneCommonName(issuer.Subject))
        {
            throw new ChainRejectedException(
                RejectionReason.ProxyName, $"the name of the proxy {proxy} is not its issuer's {issuer} and exactly one CN");
        }

        if (issuer.Extensions.IsAuthority)
        {
            throw new ChainRejectedException(
                RejectionReason.ProxyIssuedByAuthority,
                $"{proxy} is a proxy issued by the CA {issuer}; only end entities and proxies delegate");
        }

        CertificateRules.RequireDigitalSignature(issuer, "sign proxies");
        CertificateRules.RequireSignature(proxy, issuer);
        return issuer;
    }

    /// <summary>Rules between the links, from the end entity outwards.</summary>
    private static void RequireConsistency(List<GsiCertificate> chain)
    {
        ProxyKind kind = ProxyKind.None;
        bool limited = false;
        int? remaining = null;
        foreach (GsiCertificate proxy in chain.AsEnumerable().Reverse().Skip(1))
        {
            if (kind != ProxyKind.None && proxy.Proxy != kind)
            {
                throw new ChainRejectedException(
                    RejectionReason.ProxyTypesMixed, $"{proxy} is a {proxy.Proxy} proxy below a {kind} proxy");
            }

            if (remaining is 0)
            {
                throw new ChainRejectedException(RejectionReason.ProxyPathTooLong, $"{proxy} exceeds the path length that a proxy above "
                    + "it allows");
            }

            if (limited && proxy.IsImpersonation && !proxy.IsLimited)
            {
                throw new ChainRejectedException(RejectionReason.ProxyAfterLimited, $"{proxy} is a full proxy below a limited one");
            }

            kind = proxy.Proxy;
            limited |= proxy.IsLimited;
            remaining = Tighter(remaining - 1, proxy.ProxyInfo?.PathLength);
        }
    }

    private static int? Tighter(int? first, int? second) =>
        first is null ? second : second is null ? first : Math.Min(first.Value, second.Value);
}

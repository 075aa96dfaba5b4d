using S3Stream.Gsi.Names;
using S3Stream.Gsi.Trust;

namespace S3Stream.Gsi;

/// <summary>
/// Whom to believe, as the trust directory stood at one moment: CA certificates, what each may sign, what each has revoked. Immutable and
/// safe for concurrent use.
/// </summary>
internal sealed class TrustStore
{
    private readonly ILookup<string, TrustedAuthority> _authorities;
    private readonly ILookup<string, SigningPolicy> _policies;
    private readonly ILookup<string, RevocationList> _revocationLists;

    public TrustStore(
        IEnumerable<TrustedAuthority> authorities, IEnumerable<SigningPolicy> policies, IEnumerable<RevocationList> revocationLists)
    {
        _authorities = authorities.ToLookup(authority => authority.Certificate.Subject.ComparisonKey, StringComparer.Ordinal);
        _policies = policies.ToLookup(policy => policy.Authority, StringComparer.Ordinal);
        _revocationLists = revocationLists.ToLookup(list => list.Issuer.ComparisonKey, StringComparer.Ordinal);
    }

    public static TrustStore Empty { get; } = new([], [], []);

    public int AuthorityCount => _authorities.Sum(group => group.Count());

    public int RevocationListCount => _revocationLists.Sum(group => group.Count());

    /// <summary>The CA certificates of that name (several after a key change).</summary>
    public IEnumerable<GsiCertificate> AuthoritiesNamed(DistinguishedName name) =>
        _authorities[name.ComparisonKey].Select(authority => authority.Certificate);

    public bool Contains(GsiCertificate certificate) =>
        _authorities[certificate.Subject.ComparisonKey].Any(authority => authority.Certificate.IsIdenticalTo(certificate));

    /// <summary>Empty when nobody said what that CA may sign: then it may sign nothing.</summary>
    public IReadOnlyList<SigningPolicy> PoliciesOf(DistinguishedName authority) =>
        [.. DnText.NormalForms(authority).SelectMany(name => _policies[name])];

    public IReadOnlyList<RevocationList> RevocationListsOf(DistinguishedName authority) => [.. _revocationLists[authority.ComparisonKey]];
}

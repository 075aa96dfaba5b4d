using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using S3Stream.Gsi.Names;
using S3Stream.Gsi.Trust;

namespace S3Stream.Gsi;

/// <summary>
/// The content of a trust directory at one moment: CA certificates, what each may sign, and what each has revoked. Immutable and safe for
/// concurrent use. <see cref="TrustDirectory"/> follows a directory that changes.
/// </summary>
public sealed class TrustStore
{
    private readonly ILookup<string, TrustedAuthority> _authorities;
    private readonly ILookup<string, SigningPolicy> _policies;
    private readonly ILookup<string, RevocationList> _revocationLists;

    internal TrustStore(
        IEnumerable<TrustedAuthority> authorities, IEnumerable<SigningPolicy> policies, IEnumerable<RevocationList> revocationLists)
    {
        _authorities = authorities.ToLookup(authority => authority.Certificate.Subject.ComparisonKey, StringComparer.Ordinal);
        _policies = policies.ToLookup(policy => policy.Authority, StringComparer.Ordinal);
        _revocationLists = revocationLists.ToLookup(list => list.Issuer.ComparisonKey, StringComparer.Ordinal);
    }

    /// <summary>A store without any CA, which trusts no certificate.</summary>
    public static TrustStore Empty { get; } = new([], [], []);

    /// <summary>How many CA certificates it holds.</summary>
    public int AuthorityCount => _authorities.Sum(group => group.Count());

    /// <summary>How many revocation lists it holds.</summary>
    public int RevocationListCount => _revocationLists.Sum(group => group.Count());

    /// <summary>
    /// Reads a CA directory in the layout of Globus and IGTF: <c>HASH.0</c> (CA certificates, PEM or DER), <c>HASH.signing_policy</c> (what
    /// that CA may sign; without it, nothing) and <c>HASH.r0</c> (its revocation list; once it is there it must be in date). HASH may
    /// be any text that the files of one CA share. A file that cannot be used is skipped with a warning that names it.
    /// </summary>
    /// <param name="directory">Usually <c>/etc/grid-security/certificates</c>.</param>
    /// <param name="logger">Where warnings go; <see langword="null"/>: nowhere.</param>
    /// <exception cref="IOException">The directory itself cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be read.</exception>
    public static TrustStore Load(string directory, ILogger? logger = null) =>
        new TrustDirectoryReader(directory, logger ?? NullLogger.Instance).Read();

    /// <summary>The CA certificates of that name (several after a key change).</summary>
    internal IEnumerable<GsiCertificate> AuthoritiesNamed(DistinguishedName name) =>
        _authorities[name.ComparisonKey].Select(authority => authority.Certificate);

    internal bool Contains(GsiCertificate certificate) =>
        _authorities[certificate.Subject.ComparisonKey].Any(authority => authority.Certificate.IsIdenticalTo(certificate));

    /// <summary>Empty when no policy says what that CA may sign; then it may sign nothing.</summary>
    internal IReadOnlyList<SigningPolicy> PoliciesOf(DistinguishedName authority) =>
        [.. DnText.NormalForms(authority).SelectMany(name => _policies[name])];

    internal IReadOnlyList<RevocationList> RevocationListsOf(DistinguishedName authority) => [.. _revocationLists[authority.ComparisonKey]];
}

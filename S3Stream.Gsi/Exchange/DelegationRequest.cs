using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using S3Stream.Gsi.Certificates;

namespace S3Stream.Gsi.Exchange;

/// <summary>
/// Asks a peer for a proxy certificate: a fresh key, and a PKCS#10 request for it with ProxyCertInfo "inherit all" (without that, Globus
/// clients sign a legacy proxy). The subject is ignored; the peer makes up the name.
/// </summary>
internal sealed class DelegationRequest : IDisposable
{
    /// <summary>A longer proxy certificate is refused.</summary>
    private const int MaxReplyBytes = GsiCertificate.MaxBytes;

    private readonly RSA _key;
    private readonly List<byte> _reply = [];

    /// <summary>Owns <paramref name="key"/> from here on.</summary>
    public DelegationRequest(RSA key)
    {
        _key = key;
        var request = new CertificateRequest("CN=NULL SUBJECT NAME ENTRY", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509Extension(Oids.ProxyCertInfo, ProxyCertInfo.InheritAll.Span, critical: true));
        Encoded = request.CreateSigningRequest();
    }

    /// <summary>The DER CertificationRequest.</summary>
    public byte[] Encoded { get; }

    /// <summary>Adds bytes of the reply: one DER certificate, rarely followed by more of its chain.</summary>
    /// <returns>The certificates, the new one first, once the reply is complete; else <see langword="null"/>.</returns>
    /// <exception cref="CertificateFormatException">It is something else.</exception>
    public IReadOnlyList<GsiCertificate>? TakeReply(ReadOnlySpan<byte> bytes)
    {
        _reply.AddRange(bytes);
        ReadOnlyMemory<byte> rest = _reply.ToArray();
        var certificates = new List<GsiCertificate>();
        do
        {
            if (DerObject.Length(rest.Span, MaxReplyBytes) is not { } length || length > rest.Length)
            {
                return _reply.Count <= MaxReplyBytes
                    ? null
                    : throw new CertificateFormatException("the delegated certificates are too long");
            }

            certificates.Add(GsiCertificate.Parse(rest[..length]));
            rest = rest[length..];
        }
        while (!rest.IsEmpty);

        return certificates;
    }

    /// <summary>
    /// The new credential: the certificate, our key, and what the peer itself authenticated with. The key belongs to it then.
    /// </summary>
    /// <exception cref="CertificateFormatException">The certificate is not for our key.</exception>
    public GsiCredential Complete(IReadOnlyList<GsiCertificate> chain) =>
        new(_key, [.. chain.Where(certificate => !certificate.IsSelfIssued)]);

    public void Dispose() => _key.Dispose();
}

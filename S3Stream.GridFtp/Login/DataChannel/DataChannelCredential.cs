using System.Text;
using S3Stream.Gsi;

namespace S3Stream.GridFtp.Login;

/// <summary>
/// A credential that a client sent for its data channels (DCSC P): both ends use it, so it need not come from a CA that the server knows.
/// Self-signed certificates in it are roots for this session's data connections, and for nothing else.
/// </summary>
internal sealed class DataChannelCredential
{
    private DataChannelCredential(GsiCredential credential, IReadOnlyList<GsiCertificate> roots, DistinguishedName identity)
    {
        Credential = credential;
        Roots = roots;
        Identity = identity;
    }

    public GsiCredential Credential { get; }

    public IReadOnlyList<GsiCertificate> Roots { get; }

    public DistinguishedName Identity { get; }

    /// <param name="pem">Certificate, private key and chain, as proxy files hold them.</param>
    /// <param name="rules">The site's rules for certificates.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="CertificateFormatException">The credential cannot be used; the message says why.</exception>
    public static DataChannelCredential Import(byte[] pem, ValidationRules rules, TimeProvider time)
    {
        string text = Encoding.Latin1.GetString(pem);
        GsiCredential credential = GsiCredential.FromPem(text, text);
        ChainVerdict verdict = ChainValidator.ValidateOwn(credential.Chain, time.GetUtcNow(), rules);
        if (!verdict.IsAccepted)
        {
            credential.Dispose();
            throw new CertificateFormatException(verdict.Text);
        }

        GsiCertificate[] roots = [.. credential.Chain.Where(certificate => certificate.IsSelfIssued)];
        return new DataChannelCredential(credential, roots, verdict.Identity!);
    }
}

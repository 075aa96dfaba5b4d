using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;
using Org.BouncyCastle.Tls.Crypto.Impl.BC;
using Scheme = Org.BouncyCastle.Tls.SignatureScheme;

namespace S3Stream.Gsi.Tls;

/// <summary>
/// A certificate in a handshake whose key the system library uses. Keeps the bytes as they came, for signatures are over those.
/// </summary>
internal sealed class BclTlsCertificate : BcTlsCertificate
{
    private readonly byte[] _encoded;

    public BclTlsCertificate(BclTlsCrypto crypto, byte[] encoded)
        : base(crypto, encoded)
    {
        _encoded = encoded;
        Parsed = Parse(encoded);
    }

    public GsiCertificate Parsed { get; }

    public override byte[] GetEncoded() => _encoded;

    public override TlsVerifier CreateVerifier(short signatureAlgorithm)
    {
        RequireSigningKey();
        return new BclTls12Verifier(Parsed.PublicKey);
    }

    public override Tls13Verifier CreateVerifier(int signatureScheme)
    {
        RequireSigningKey();
        if (Scheme.IsECDsa(signatureScheme) && !TlsSignatureSchemes.FitsCurve(signatureScheme, Parsed.PublicKey.Bits))
        {
            throw new TlsFatalAlert(AlertDescription.illegal_parameter, "the signature scheme does not fit the key's curve");
        }

        return new BclTls13Verifier(Parsed.PublicKey, signatureScheme);
    }

    private void RequireSigningKey()
    {
        if (Parsed.PublicKey.Weakness is { } weakness)
        {
            throw new TlsFatalAlert(AlertDescription.unsupported_certificate, weakness);
        }
    }

    private static GsiCertificate Parse(byte[] encoded)
    {
        try
        {
            return GsiCertificate.Parse(encoded);
        }
        catch (CertificateFormatException exception)
        {
            throw new TlsFatalAlert(AlertDescription.bad_certificate, exception);
        }
    }
}

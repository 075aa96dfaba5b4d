using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using S3Stream.Gsi.Certificates;

namespace S3Stream.Gsi;

/// <summary>
/// One X.509 certificate, parsed strictly (DER) and completely, so that rules work on data and never on bytes. Immutable.
/// <code>
/// TBSCertificate ::= SEQUENCE { version [0] INTEGER DEFAULT v1, serialNumber INTEGER, signature AlgorithmIdentifier, issuer Name,
///   validity SEQUENCE { notBefore Time, notAfter Time }, subject Name, subjectPublicKeyInfo SubjectPublicKeyInfo,
///   issuerUniqueID [1] OPTIONAL, subjectUniqueID [2] OPTIONAL, extensions [3] OPTIONAL }
/// </code>
/// </summary>
internal sealed class GsiCertificate
{
    /// <summary>Larger ones are not parsed. VOMS attribute certificates make proxies of 20 KiB and more.</summary>
    public const int MaxBytes = 128 * 1024;

    private GsiCertificate(ReadOnlyMemory<byte> encoded, SignedStructure signed, TbsCertificate fields)
    {
        Encoded = encoded;
        Signed = signed;
        Fields = fields;
        Extensions = new ExtensionSet(fields.Extensions);
    }

    public ReadOnlyMemory<byte> Encoded { get; }

    public SignedStructure Signed { get; }

    public ExtensionSet Extensions { get; }

    public DistinguishedName Issuer => Fields.Issuer;

    public DistinguishedName Subject => Fields.Subject;

    public DateTimeOffset NotBefore => Fields.NotBefore;

    public DateTimeOffset NotAfter => Fields.NotAfter;

    public SubjectPublicKey PublicKey => Fields.PublicKey;

    /// <summary>The INTEGER's content bytes in hexadecimal, as revocation lists are searched.</summary>
    public string SerialNumber => Convert.ToHexString(Fields.SerialNumber.Span);

    /// <summary>1 to 3.</summary>
    public int Version => Fields.Version;

    /// <summary>Subject and issuer are the same name; says nothing about who signed.</summary>
    public bool IsSelfIssued => Subject.Matches(Issuer);

    private TbsCertificate Fields { get; }

    /// <exception cref="CertificateFormatException">It is no certificate, or has contents that cannot be right.</exception>
    public static GsiCertificate Parse(ReadOnlyMemory<byte> der)
    {
        if (der.Length > MaxBytes)
        {
            throw new CertificateFormatException($"it has {der.Length} bytes; at most {MaxBytes} are taken");
        }

        try
        {
            SignedStructure signed = SignedStructure.Read(der);
            TbsCertificate fields = TbsCertificate.Read(signed.ToBeSigned);
            return signed.Algorithm.Encoded.Span.SequenceEqual(fields.Algorithm.Encoded.Span)
                ? new GsiCertificate(der, signed, fields)
                : throw new CertificateFormatException("the two statements of its signature algorithm differ");
        }
        catch (AsnContentException error)
        {
            throw new CertificateFormatException($"it is not a DER certificate: {error.Message}", error);
        }
    }

    public bool IsIdenticalTo(GsiCertificate other) => Encoded.Span.SequenceEqual(other.Encoded.Span);

    /// <summary>The same for the system library's TLS. The caller owns it.</summary>
    public X509Certificate2 ToSystem() => X509CertificateLoader.LoadCertificate(Encoded.Span);

    public override string ToString() => Subject.Text;
}

using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using S3Stream.Gsi.Certificates;

namespace S3Stream.Gsi;

/// <summary>
/// One X.509 certificate, parsed strictly (DER) and completely, so that rules work on data and never on bytes. Immutable and safe
/// for concurrent use.
/// <code>
/// TBSCertificate ::= SEQUENCE { version [0] INTEGER DEFAULT v1, serialNumber INTEGER, signature AlgorithmIdentifier, issuer Name,
///   validity SEQUENCE { notBefore Time, notAfter Time }, subject Name, subjectPublicKeyInfo SubjectPublicKeyInfo,
///   issuerUniqueID [1] OPTIONAL, subjectUniqueID [2] OPTIONAL, extensions [3] OPTIONAL }
/// </code>
/// </summary>
public sealed class GsiCertificate
{
    /// <summary>
    /// The longest DER, in bytes; longer ones are not parsed. VOMS attribute certificates make proxies of 20 KiB and more.
    /// </summary>
    public const int MaxBytes = 128 * 1024;

    private const string LegacyFull = "proxy";
    private const string LegacyLimited = "limited proxy";

    private GsiCertificate(ReadOnlyMemory<byte> encoded, SignedStructure signed, TbsCertificate fields)
    {
        Encoded = encoded;
        Signed = signed;
        Fields = fields;
        Extensions = new ExtensionSet(fields.Extensions);
    }

    /// <summary>The DER of the certificate.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>The issuer that it names.</summary>
    public DistinguishedName Issuer => Fields.Issuer;

    /// <summary>The owner of the key.</summary>
    public DistinguishedName Subject => Fields.Subject;

    /// <summary>The first moment of its validity, in UTC.</summary>
    public DateTimeOffset NotBefore => Fields.NotBefore;

    /// <summary>The last moment of its validity, in UTC.</summary>
    public DateTimeOffset NotAfter => Fields.NotAfter;

    /// <summary>The content bytes of the serial number's INTEGER in hexadecimal, as revocation lists are searched.</summary>
    public string SerialNumber => Convert.ToHexString(Fields.SerialNumber.Span);

    /// <summary>Subject and issuer are the same name; says nothing about who signed.</summary>
    public bool IsSelfIssued => Subject.Matches(Issuer);

    /// <summary>It is a proxy certificate, of RFC 3820 or older.</summary>
    public bool IsProxy => Proxy != ProxyKind.None;

    /// <summary>Which generation of proxy it is, if it is one.</summary>
    internal ProxyKind Proxy => Extensions.ProxyInfo is not null ? ProxyKind.Rfc3820
        : Extensions.DraftProxyInfo is not null ? ProxyKind.Draft
        : Subject.ExtendsByOneCommonName(Issuer) && LastCommonName is LegacyFull or LegacyLimited ? ProxyKind.Legacy
        : ProxyKind.None;

    /// <summary>A limited proxy: its holder may do less than the user, but acts as the user.</summary>
    internal bool IsLimited => Proxy == ProxyKind.Legacy ? LastCommonName == LegacyLimited : ProxyInfo is { IsLimited: true };

    /// <summary>A proxy that acts as its issuer, and so does not appear in the identity.</summary>
    internal bool IsImpersonation => Proxy == ProxyKind.Legacy || ProxyInfo is { IsImpersonation: true };

    internal ProxyCertInfo? ProxyInfo => Extensions.ProxyInfo ?? Extensions.DraftProxyInfo;

    internal SignedStructure Signed { get; }

    internal ExtensionSet Extensions { get; }

    internal SubjectPublicKey PublicKey => Fields.PublicKey;

    /// <summary>1 to 3.</summary>
    internal int Version => Fields.Version;

    private TbsCertificate Fields { get; }

    private string LastCommonName => Subject.RelativeNames[^1].Attributes[0].Characters;

    /// <summary>Reads a certificate from its DER.</summary>
    /// <param name="der">The certificate and nothing behind it, at most <see cref="MaxBytes"/>. It is kept, not copied.</param>
    /// <exception cref="CertificateFormatException">The bytes are not a certificate, or its contents are not valid.</exception>
    public static GsiCertificate Parse(ReadOnlyMemory<byte> der)
    {
        if (der.Length > MaxBytes)
        {
            throw new CertificateFormatException($"it has {der.Length} bytes; at most {MaxBytes} are allowed");
        }

        try
        {
            SignedStructure signed = SignedStructure.Read(der);
            TbsCertificate fields = TbsCertificate.Read(signed.ToBeSigned);
            return signed.Algorithm.Encoded.Span.SequenceEqual(fields.Algorithm.Encoded.Span)
                ? new GsiCertificate(der, signed, fields)
                : throw new CertificateFormatException("the two statements of its signature algorithm differ");
        }
        catch (AsnContentException exception)
        {
            throw new CertificateFormatException($"it is not a DER certificate: {exception.Message}", exception);
        }
    }

    /// <summary>Reads every certificate of a PEM text, in order; other blocks are passed over.</summary>
    /// <exception cref="CertificateFormatException">A certificate cannot be read.</exception>
    public static IReadOnlyList<GsiCertificate> ParsePem(ReadOnlySpan<char> pem) => PemFile.ReadCertificates(pem);

    /// <summary>True when both are the same bytes.</summary>
    public bool IsIdenticalTo(GsiCertificate other) => Encoded.Span.SequenceEqual(other.Encoded.Span);

    /// <summary>The same certificate for the system library. The caller owns it.</summary>
    public X509Certificate2 ToX509Certificate() => X509CertificateLoader.LoadCertificate(Encoded.Span);

    /// <summary>The subject's text.</summary>
    public override string ToString() => Subject.Text;
}

using System.Formats.Asn1;

namespace S3Stream.Gsi.Certificates;

/// <summary>The signed fields of a certificate; layout at <see cref="GsiCertificate"/>.</summary>
internal sealed class TbsCertificate
{
    public required int Version { get; init; }

    public required ReadOnlyMemory<byte> SerialNumber { get; init; }

    public required SignatureAlgorithmId Algorithm { get; init; }

    public required DistinguishedName Issuer { get; init; }

    public required DistinguishedName Subject { get; init; }

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset NotAfter { get; init; }

    public required SubjectPublicKey PublicKey { get; init; }

    public required IReadOnlyList<CertificateExtension> Extensions { get; init; }

    public static TbsCertificate Read(ReadOnlyMemory<byte> encoded)
    {
        AsnReader reader = new AsnReader(encoded, AsnEncodingRules.DER).ReadSequence();
        int version = ReadVersion(reader);
        ReadOnlyMemory<byte> serial = reader.ReadIntegerBytes();
        SignatureAlgorithmId algorithm = SignatureAlgorithmId.Read(reader);
        DistinguishedName issuer = DistinguishedName.Read(reader);
        AsnReader validity = reader.ReadSequence();
        DateTimeOffset notBefore = ReadTime(validity);
        DateTimeOffset notAfter = ReadTime(validity);
        validity.ThrowIfNotEmpty();
        DistinguishedName subject = DistinguishedName.Read(reader);
        SubjectPublicKey publicKey = SubjectPublicKey.Read(reader);
        SkipUniqueId(reader, 1);
        SkipUniqueId(reader, 2);
        IReadOnlyList<CertificateExtension> extensions = ReadExtensions(reader, 3);
        reader.ThrowIfNotEmpty();
        return new TbsCertificate
        {
            Version = version,
            SerialNumber = serial,
            Algorithm = algorithm,
            Issuer = issuer,
            Subject = subject,
            NotBefore = notBefore,
            NotAfter = notAfter,
            PublicKey = publicKey,
            Extensions = extensions,
        };
    }

    /// <summary>Time ::= CHOICE { utcTime UTCTime (years 1950 to 2049), generalTime GeneralizedTime }.</summary>
    public static DateTimeOffset ReadTime(AsnReader reader) => reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime)
        ? reader.ReadUtcTime(2049)
        : reader.ReadGeneralizedTime();

    /// <summary>
    /// [n] EXPLICIT SEQUENCE OF SEQUENCE { extnID OBJECT IDENTIFIER, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }.
    /// </summary>
    public static IReadOnlyList<CertificateExtension> ReadExtensions(AsnReader reader, int tagNumber)
    {
        var tag = new Asn1Tag(TagClass.ContextSpecific, tagNumber, isConstructed: true);
        if (!reader.HasData || !reader.PeekTag().HasSameClassAndValue(tag))
        {
            return [];
        }

        AsnReader wrapper = reader.ReadSequence(tag);
        AsnReader sequence = wrapper.ReadSequence();
        wrapper.ThrowIfNotEmpty();
        return ReadExtensionList(sequence);
    }

    public static List<CertificateExtension> ReadExtensionList(AsnReader sequence)
    {
        var extensions = new List<CertificateExtension>();
        while (sequence.HasData)
        {
            AsnReader item = sequence.ReadSequence();
            string oid = item.ReadObjectIdentifier();
            bool critical = item.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && item.ReadBoolean();
            extensions.Add(new CertificateExtension(oid, critical, item.ReadOctetString()));
            item.ThrowIfNotEmpty();
        }

        return extensions;
    }

    private static int ReadVersion(AsnReader reader)
    {
        var tag = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        if (!reader.PeekTag().HasSameClassAndValue(tag))
        {
            return 1;
        }

        return reader.ReadSequence(tag).TryReadInt32(out int version) && version is >= 0 and <= 2
            ? version + 1
            : throw new CertificateFormatException("its X.509 version is not 1, 2 or 3");
    }

    private static void SkipUniqueId(AsnReader reader, int tagNumber)
    {
        if (reader.HasData && reader.PeekTag().HasSameClassAndValue(new Asn1Tag(TagClass.ContextSpecific, tagNumber)))
        {
            reader.ReadEncodedValue();
        }
    }
}

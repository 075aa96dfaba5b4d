using System.Formats.Asn1;
using S3Stream.Gsi.Certificates;

namespace S3Stream.Gsi.Trust;

/// <summary>
/// A CA's list of revoked certificates (RFC 5280 5), parsed strictly. Immutable.
/// <code>
/// TBSCertList ::= SEQUENCE { version INTEGER OPTIONAL, signature AlgorithmIdentifier, issuer Name, thisUpdate Time, nextUpdate Time
/// OPTIONAL, revokedCertificates SEQUENCE OF SEQUENCE { serial INTEGER, revocationDate Time, extensions OPTIONAL } OPTIONAL, extensions [0]
/// OPTIONAL } </code>
/// </summary>
internal sealed class RevocationList
{
    private readonly SignedStructure _signed;
    private readonly HashSet<string> _serials;

    private RevocationList(
        SignedStructure signed, DistinguishedName issuer, DateTimeOffset thisUpdate, DateTimeOffset? nextUpdate, HashSet<string> serials)
    {
        _signed = signed;
        Issuer = issuer;
        ThisUpdate = thisUpdate;
        NextUpdate = nextUpdate;
        _serials = serials;
    }

    public DistinguishedName Issuer { get; }

    public DateTimeOffset ThisUpdate { get; }

    public DateTimeOffset? NextUpdate { get; }

    /// <exception cref="CertificateFormatException">
    /// It is no revocation list, or of a kind that is not complete (delta, indirect, partitioned).
    /// </exception>
    public static RevocationList Parse(ReadOnlyMemory<byte> der)
    {
        try
        {
            SignedStructure signed = SignedStructure.Read(der);
            AsnReader reader = new AsnReader(signed.ToBeSigned, AsnEncodingRules.DER).ReadSequence();
            if (reader.PeekTag().HasSameClassAndValue(Asn1Tag.Integer))
            {
                reader.ReadIntegerBytes();
            }

            SignatureAlgorithmId algorithm = SignatureAlgorithmId.Read(reader);
            if (!algorithm.Encoded.Span.SequenceEqual(signed.Algorithm.Encoded.Span))
            {
                throw new CertificateFormatException("the two statements of its signature algorithm differ");
            }

            DistinguishedName issuer = DistinguishedName.Read(reader);
            DateTimeOffset thisUpdate = TbsCertificate.ReadTime(reader);
            DateTimeOffset? nextUpdate = IsTime(reader) ? TbsCertificate.ReadTime(reader) : null;
            HashSet<string> serials = ReadEntries(reader);
            RefuseCritical(TbsCertificate.ReadExtensions(reader, 0));
            reader.ThrowIfNotEmpty();
            return new RevocationList(signed, issuer, thisUpdate, nextUpdate, serials);
        }
        catch (AsnContentException exception)
        {
            throw new CertificateFormatException($"it is not a DER revocation list: {exception.Message}", exception);
        }
    }

    /// <summary>Equal lists have equal ones: a CA directory holds each list once per hash style.</summary>
    public string Fingerprint => Convert.ToHexString(_signed.Signature.Span);

    public bool IsSignedBy(GsiCertificate authority) =>
        authority.Extensions.Allows(KeyUsages.CrlSign) && _signed.IsSignedBy(authority.PublicKey);

    public bool Revokes(GsiCertificate certificate) => _serials.Contains(certificate.SerialNumber);

    private static bool IsTime(AsnReader reader) => reader.HasData
        && (reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) || reader.PeekTag().HasSameClassAndValue(Asn1Tag.GeneralizedTime));

    private static HashSet<string> ReadEntries(AsnReader reader)
    {
        var serials = new HashSet<string>(StringComparer.Ordinal);
        if (!reader.HasData || !reader.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
        {
            return serials;
        }

        AsnReader entries = reader.ReadSequence();
        while (entries.HasData)
        {
            AsnReader entry = entries.ReadSequence();
            serials.Add(Convert.ToHexString(entry.ReadIntegerBytes().Span));
            TbsCertificate.ReadTime(entry);
            if (entry.HasData)
            {
                // a critical one (certificateIssuer) would change whose certificate the entry means
                RefuseCritical(TbsCertificate.ReadExtensionList(entry.ReadSequence()));
            }

            entry.ThrowIfNotEmpty();
        }

        return serials;
    }

    private static void RefuseCritical(IEnumerable<CertificateExtension> extensions)
    {
        foreach (CertificateExtension extension in extensions)
        {
            if (extension.IsCritical && extension.Oid is not (Oids.CrlNumber or Oids.AuthorityKeyIdentifier))
            {
                throw new CertificateFormatException($"it has the critical extension {extension.Oid}, so it is not a plain, complete list");
            }
        }
    }
}

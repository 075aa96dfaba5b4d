using System.Formats.Asn1;

namespace S3Stream.Gsi.Certificates;

/// <summary>
/// What a proxy certificate may be used for (RFC 3820 3.8).
/// <code>
/// RFC 3820: SEQUENCE { pCPathLenConstraint INTEGER OPTIONAL, proxyPolicy ProxyPolicy }
/// draft:    SEQUENCE { proxyPolicy ProxyPolicy, pCPathLenConstraint [1] EXPLICIT INTEGER OPTIONAL }
/// ProxyPolicy ::= SEQUENCE { policyLanguage OBJECT IDENTIFIER, policy OCTET STRING OPTIONAL }
/// </code>
/// </summary>
/// <param name="PathLength">How many proxies may follow; <see langword="null"/> is any number.</param>
/// <param name="PolicyLanguage">What kind of rights it hands on.</param>
/// <param name="HasPolicy">A policy text stands beside the language.</param>
internal sealed record ProxyCertInfo(int? PathLength, string PolicyLanguage, bool HasPolicy)
{
    /// <summary>Inherit all rights, no path length limit: what a delegation request asks for.</summary>
    public static ReadOnlyMemory<byte> InheritAll { get; } = Encode(Oids.InheritAllPolicy);

    public bool IsLimited => PolicyLanguage == Oids.LimitedPolicy;

    /// <summary>The holder acts as the user; without this the proxy is an identity of its own.</summary>
    public bool IsImpersonation => PolicyLanguage is Oids.InheritAllPolicy or Oids.LimitedPolicy;

    public static ProxyCertInfo Parse(ReadOnlyMemory<byte> value, bool draft)
    {
        var whole = new AsnReader(value, AsnEncodingRules.DER);
        AsnReader sequence = whole.ReadSequence();
        whole.ThrowIfNotEmpty();
        int? pathLength = null;
        if (!draft && sequence.PeekTag().HasSameClassAndValue(Asn1Tag.Integer))
        {
            pathLength = ReadPathLength(sequence);
        }

        AsnReader policy = sequence.ReadSequence();
        string language = policy.ReadObjectIdentifier();
        bool hasPolicy = policy.HasData && policy.ReadOctetString().Length > 0;
        policy.ThrowIfNotEmpty();
        if (draft && sequence.HasData)
        {
            pathLength = ReadPathLength(sequence.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 1, isConstructed: true)));
        }

        sequence.ThrowIfNotEmpty();
        return new ProxyCertInfo(pathLength, language, hasPolicy);
    }

    private static int ReadPathLength(AsnReader reader)
    {
        if (!reader.TryReadInt32(out int length))
        {
            // longer than any chain; the element was not consumed
            return reader.ReadInteger().Sign > 0 ? int.MaxValue : throw NegativePathLength();
        }

        return length >= 0 ? length : throw NegativePathLength();
    }

    private static CertificateFormatException NegativePathLength() => new("the proxy path length is negative");

    /// <summary>The extension's value for a policy language that needs no policy, without a path length limit.</summary>
    public static byte[] Encode(string policyLanguage)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(policyLanguage);
        }

        return writer.Encode();
    }
}

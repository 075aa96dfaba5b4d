using System.Formats.Asn1;

namespace S3Stream.Gsi.Certificates;

/// <summary>A certificate's extensions, the known ones decoded. Immutable.</summary>
internal sealed class ExtensionSet
{
    private readonly Dictionary<string, CertificateExtension> _byOid = new(StringComparer.Ordinal);

    /// <exception cref="CertificateFormatException">An extension stands there twice, or a known one cannot be read.</exception>
    public ExtensionSet(IEnumerable<CertificateExtension> extensions)
    {
        foreach (CertificateExtension extension in extensions)
        {
            if (!_byOid.TryAdd(extension.Oid, extension))
            {
                throw new CertificateFormatException($"the extension {extension.Oid} occurs twice");
            }
        }

        KeyUsage = Find(Oids.KeyUsage) is { } usage ? ParseKeyUsage(usage.Value) : null;
        (IsAuthority, AuthorityPathLength) = Find(Oids.BasicConstraints) is { } basic ? ParseBasicConstraints(basic.Value) : default;
        Purposes = Find(Oids.ExtendedKeyUsage) is { } purposes ? ParsePurposes(purposes.Value) : null;
        ProxyInfo = Find(Oids.ProxyCertInfo) is { } info ? ProxyCertInfo.Parse(info.Value, draft: false) : null;
        DraftProxyInfo = Find(Oids.DraftProxyCertInfo) is { } draft ? ProxyCertInfo.Parse(draft.Value, draft: true) : null;
    }

    /// <summary><see langword="null"/>: the certificate does not restrict its key's use.</summary>
    public KeyUsages? KeyUsage { get; }

    /// <summary>basicConstraints says CA.</summary>
    public bool IsAuthority { get; }

    /// <summary>How many further CAs may follow below this one; <see langword="null"/> is any number.</summary>
    public int? AuthorityPathLength { get; }

    /// <summary>extendedKeyUsage; <see langword="null"/> when absent.</summary>
    public IReadOnlyList<string>? Purposes { get; }

    public ProxyCertInfo? ProxyInfo { get; }

    public ProxyCertInfo? DraftProxyInfo { get; }

    public IEnumerable<string> CriticalOids => _byOid.Values.Where(extension => extension.IsCritical).Select(extension => extension.Oid);

    public CertificateExtension? Find(string oid) => _byOid.TryGetValue(oid, out CertificateExtension extension) ? extension : null;

    /// <summary>True when the key may be used so: the bit is set, or there is no keyUsage at all.</summary>
    public bool Allows(KeyUsages usage) => KeyUsage is not { } bits || (bits & usage) == usage;

    private static KeyUsages ParseKeyUsage(ReadOnlyMemory<byte> value)
    {
        var reader = new AsnReader(value, AsnEncodingRules.DER);
        byte[] bits = reader.ReadBitString(out _);
        reader.ThrowIfNotEmpty();

        // bit 0 of the BIT STRING is the top bit of its first byte
        byte first = bits.Length > 0 ? bits[0] : (byte)0;
        KeyUsages usages = KeyUsages.None;
        for (int bit = 0; bit < 8; bit++)
        {
            if ((first & (0x80 >> bit)) != 0)
            {
                usages |= (KeyUsages)(1 << bit);
            }
        }

        return usages;
    }

    /// <summary>SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER OPTIONAL }.</summary>
    private static (bool IsAuthority, int? PathLength) ParseBasicConstraints(ReadOnlyMemory<byte> value)
    {
        var whole = new AsnReader(value, AsnEncodingRules.DER);
        AsnReader sequence = whole.ReadSequence();
        whole.ThrowIfNotEmpty();
        bool isAuthority = sequence.HasData && sequence.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && sequence.ReadBoolean();
        int? pathLength = null;
        if (sequence.HasData)
        {
            pathLength = sequence.TryReadInt32(out int length) && length >= 0
                ? length
                : throw new CertificateFormatException("the path length of its basic constraints is not a small positive number");
        }

        sequence.ThrowIfNotEmpty();
        return (isAuthority, pathLength);
    }

    private static List<string> ParsePurposes(ReadOnlyMemory<byte> value)
    {
        var whole = new AsnReader(value, AsnEncodingRules.DER);
        AsnReader sequence = whole.ReadSequence();
        whole.ThrowIfNotEmpty();
        var purposes = new List<string>();
        while (sequence.HasData)
        {
            purposes.Add(sequence.ReadObjectIdentifier());
        }

        return purposes;
    }
}

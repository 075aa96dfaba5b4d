using System.Formats.Asn1;
using System.Text;
using S3Stream.Gsi.Names;

namespace S3Stream.Gsi;

/// <summary>
/// An X.501 distinguished name as certificates carry it. Immutable and safe for concurrent use. Its text is OpenSSL's one-line form, made
/// unambiguous: bytes outside 0x20 to 0x7e and the backslash are <c>\xHH</c>, and a slash or plus inside a value is <c>\/</c> or <c>\+</c>,
/// so no value can pretend to be a further RDN.
/// <code>
/// Name ::= SEQUENCE OF SET OF SEQUENCE { type OBJECT IDENTIFIER, value ANY }
/// </code>
/// </summary>
public sealed class DistinguishedName
{
    private const int MaxRelativeNames = 64;

    private string? _text;
    private string? _comparisonKey;

    private DistinguishedName(ReadOnlyMemory<byte> encoded, IReadOnlyList<RelativeName> relativeNames)
    {
        Encoded = encoded;
        RelativeNames = relativeNames;
    }

    /// <summary>The DER of the Name.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>The name has no component.</summary>
    public bool IsEmpty => RelativeNames.Count == 0;

    /// <summary>The one-line form, such as <c>/O=Grid/CN=host\/localhost</c>: printable ASCII, and different for different names.</summary>
    public string Text => _text ??= Format(escape: true);

    /// <summary>In certificate order, the root of the name first.</summary>
    internal IReadOnlyList<RelativeName> RelativeNames { get; }

    /// <summary>
    /// The form older OpenSSL releases write, with slashes and plus signs inside values bare; <see langword="null"/> when it would read as
    /// another name.
    /// </summary>
    internal string? BareText => IsBareFormAmbiguous() ? null : Format(escape: false);

    /// <summary>Equal names have equal keys (RFC 5280 7.1).</summary>
    internal string ComparisonKey => _comparisonKey ??= string.Concat(RelativeNames.Select(KeyOf));

    /// <summary>Reads a name from its DER, as <c>X500DistinguishedName.RawData</c> holds it.</summary>
    /// <param name="der">The Name and nothing behind it. It is kept, not copied.</param>
    /// <exception cref="CertificateFormatException">It is not a DER Name.</exception>
    public static DistinguishedName Parse(ReadOnlyMemory<byte> der)
    {
        try
        {
            var reader = new AsnReader(der, AsnEncodingRules.DER);
            DistinguishedName name = Read(reader);
            reader.ThrowIfNotEmpty();
            return name;
        }
        catch (AsnContentException exception)
        {
            throw new CertificateFormatException($"it is not a DER name: {exception.Message}", exception);
        }
    }

    /// <summary>True when both names are the same bytes.</summary>
    public bool IsIdenticalTo(DistinguishedName other) => Encoded.Span.SequenceEqual(other.Encoded.Span);

    /// <summary>True when the names are equal by RFC 5280 7.1: string type, case and repeated blanks do not count.</summary>
    public bool Matches(DistinguishedName other) => IsIdenticalTo(other) || ComparisonKey == other.ComparisonKey;

    /// <summary>
    /// True when <paramref name="text"/> is one of the ways in which grid maps, signing policies and users write this name: with or without
    /// escapes, without regard to case, with <c>E=</c> or <c>Email=</c> for <c>emailAddress=</c> and <c>USERID=</c> for <c>UID=</c>.
    /// </summary>
    public bool IsWrittenAs(string text) => DnText.Names(text, this);

    /// <inheritdoc cref="Text"/>
    public override string ToString() => Text;

    /// <summary>Reads the next element of <paramref name="reader"/>.</summary>
    /// <exception cref="CertificateFormatException">It is no Name.</exception>
    internal static DistinguishedName Read(AsnReader reader)
    {
        ReadOnlyMemory<byte> encoded = reader.PeekEncodedValue();
        AsnReader names = reader.ReadSequence();
        var relativeNames = new List<RelativeName>();
        while (names.HasData)
        {
            relativeNames.Add(ReadRelativeName(names));
            if (relativeNames.Count > MaxRelativeNames)
            {
                throw new CertificateFormatException($"a name has more than {MaxRelativeNames} components");
            }
        }

        return new DistinguishedName(encoded, relativeNames);
    }

    /// <summary>
    /// RFC 3820 3.4: this name is <paramref name="parent"/> plus exactly one RDN that is exactly one common name. Compared byte by byte.
    /// </summary>
    internal bool ExtendsByOneCommonName(DistinguishedName parent)
    {
        int count = parent.RelativeNames.Count;
        return RelativeNames.Count == count + 1
            && RelativeNames[count].IsSingleCommonName
            && parent.RelativeNames.Zip(RelativeNames).All(pair => pair.First.Encoded.Span.SequenceEqual(pair.Second.Encoded.Span));
    }

    /// <summary>True when this name lies in the subtree of <paramref name="root"/> (name constraints, RFC 5280 4.2.1.10).</summary>
    internal bool IsWithin(DistinguishedName root) =>
        RelativeNames.Count >= root.RelativeNames.Count
        && root.RelativeNames.Zip(RelativeNames).All(pair => KeyOf(pair.First) == KeyOf(pair.Second));

    private static RelativeName ReadRelativeName(AsnReader names)
    {
        ReadOnlyMemory<byte> encoded = names.PeekEncodedValue();
        AsnReader set = names.ReadSetOf(skipSortOrderValidation: true);
        var attributes = new List<NameAttribute>();
        while (set.HasData)
        {
            AsnReader pair = set.ReadSequence();
            string oid = pair.ReadObjectIdentifier();
            Asn1Tag tag = pair.PeekTag();
            int number = tag.TagClass == TagClass.Universal ? tag.TagValue : -1;
            attributes.Add(new NameAttribute(oid, number, pair.PeekContentBytes()));
            pair.ReadEncodedValue();
            pair.ThrowIfNotEmpty();
        }

        return attributes.Count > 0
            ? new RelativeName(encoded, attributes)
            : throw new CertificateFormatException("a name has an empty component");
    }

    private static string KeyOf(RelativeName name)
    {
        IEnumerable<string> attributes = name.Attributes
            .Select(attribute => $"{attribute.Oid}={Collapse(attribute.Characters)}")
            .Order(StringComparer.Ordinal);
        return "\n" + string.Join('\t', attributes);
    }

    private static string Collapse(string value) =>
        string.Join(' ', value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();

    private string Format(bool escape)
    {
        var text = new StringBuilder();
        foreach (RelativeName name in RelativeNames)
        {
            char separator = '/';
            foreach (NameAttribute attribute in name.Attributes)
            {
                text.Append(separator).Append(AttributeNames.Of(attribute.Oid)).Append('=');
                AppendValue(text, attribute.Value.Span, escape);
                separator = '+';
            }
        }

        return text.ToString();
    }

    private static void AppendValue(StringBuilder text, ReadOnlySpan<byte> value, bool escape)
    {
        foreach (byte b in value)
        {
            if (b is (byte)'/' or (byte)'+' && escape)
            {
                text.Append('\\').Append((char)b);
            }
            else
            {
                DnText.AppendByte(text, b);
            }
        }
    }

    /// <summary>A bare slash or plus is harmless unless something like <c>CN=</c> follows it.</summary>
    private bool IsBareFormAmbiguous() => RelativeNames
        .SelectMany(name => name.Attributes)
        .Any(attribute => DnText.LooksLikeSeveral(Encoding.Latin1.GetString(attribute.Value.Span)));
}

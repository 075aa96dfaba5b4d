using System.Formats.Asn1;
using System.Text;
using S3Stream.Gsi.Certificates;
using S3Stream.Gsi.Names;

namespace S3Stream.Gsi.Validation;

/// <summary>
/// Which names a CA may sign (RFC 5280 4.2.1.10). Directory names and DNS names are compared; a certificate that has another kind of name
/// which the CA constrains is refused, as the RFC requires of software that cannot compare it.
/// <code>
/// NameConstraints ::= SEQUENCE { permittedSubtrees [0] OPTIONAL, excludedSubtrees [1] OPTIONAL }, each SEQUENCE OF SEQUENCE { base
/// GeneralName, ... } GeneralName: [1] rfc822Name, [2] dNSName, [4] directoryName, [6] URI, [7] iPAddress, ...
/// </code>
/// </summary>
internal sealed class NameConstraints
{
    private const int EmailName = 1;
    private const int DnsName = 2;
    private const int DirectoryName = 4;
    private const string EmailAddressOid = "1.2.840.113549.1.9.1";

    private readonly List<GeneralName> _permitted;
    private readonly List<GeneralName> _excluded;

    private NameConstraints(List<GeneralName> permitted, List<GeneralName> excluded)
    {
        _permitted = permitted;
        _excluded = excluded;
    }

    /// <returns><see langword="null"/> when the CA has none.</returns>
    /// <exception cref="ChainRejectedException">They cannot be read.</exception>
    public static NameConstraints? Of(GsiCertificate authority)
    {
        if (authority.Extensions.Find(Oids.NameConstraintsExtension) is not { } extension)
        {
            return null;
        }

        try
        {
            AsnReader sequence = new AsnReader(extension.Value, AsnEncodingRules.DER).ReadSequence();
            List<GeneralName> permitted = ReadSubtrees(sequence, 0);
            List<GeneralName> excluded = ReadSubtrees(sequence, 1);
            sequence.ThrowIfNotEmpty();
            return new NameConstraints(permitted, excluded);
        }
        catch (Exception exception) when (exception is AsnContentException or CertificateFormatException)
        {
            throw new ChainRejectedException(
                RejectionReason.Malformed, $"the name constraints of {authority} cannot be read: {exception.Message}");
        }
    }

    /// <summary>A sentence that says which name is outside, or <see langword="null"/>.</summary>
    public string? Violation(GsiCertificate certificate)
    {
        foreach (GeneralName name in NamesOf(certificate))
        {
            IEnumerable<GeneralName> sameKind = _permitted.Where(subtree => subtree.Kind == name.Kind);
            if (_excluded.Exists(subtree => subtree.Kind == name.Kind && IsWithin(name, subtree) != false))
            {
                return $"{name} is excluded";
            }

            if (sameKind.Any() && !sameKind.Any(subtree => IsWithin(name, subtree) == true))
            {
                return $"{name} is not among the permitted names";
            }
        }

        return null;
    }

    /// <returns><see langword="null"/> when names of that kind cannot be compared here.</returns>
    private static bool? IsWithin(GeneralName name, GeneralName subtree) => name.Kind switch
    {
        DirectoryName => name.Directory!.IsWithin(subtree.Directory!),
        DnsName => IsWithinDomain(name.Text, subtree.Text),
        _ => null,
    };

    private static bool IsWithinDomain(string name, string domain)
    {
        string suffix = domain.TrimStart('.');
        return suffix.Length == 0
            || name.Equals(suffix, StringComparison.OrdinalIgnoreCase)
            || name.EndsWith("." + suffix, StringComparison.OrdinalIgnoreCase);
    }

    private static IEnumerable<GeneralName> NamesOf(GsiCertificate certificate)
    {
        yield return new GeneralName(DirectoryName, certificate.Subject.Text, certificate.Subject);
        foreach (NameAttribute attribute in certificate.Subject.RelativeNames.SelectMany(name => name.Attributes))
        {
            if (attribute.Oid == EmailAddressOid)
            {
                yield return new GeneralName(EmailName, attribute.Characters, null);
            }
        }

        if (certificate.Extensions.Find(Oids.SubjectAlternativeName) is { } extension)
        {
            foreach (GeneralName name in ReadAlternativeNames(certificate, extension.Value))
            {
                yield return name;
            }
        }
    }

    private static List<GeneralName> ReadAlternativeNames(GsiCertificate certificate, ReadOnlyMemory<byte> value)
    {
        try
        {
            var names = new List<GeneralName>();
            AsnReader sequence = new AsnReader(value, AsnEncodingRules.DER).ReadSequence();
            while (sequence.HasData)
            {
                names.Add(ReadGeneralName(sequence));
            }

            return names;
        }
        catch (Exception exception) when (exception is AsnContentException or CertificateFormatException)
        {
            throw new ChainRejectedException(
                RejectionReason.Malformed, $"the alternative names of {certificate} cannot be read: {exception.Message}");
        }
    }

    private static List<GeneralName> ReadSubtrees(AsnReader sequence, int number)
    {
        var tag = new Asn1Tag(TagClass.ContextSpecific, number, isConstructed: true);
        var names = new List<GeneralName>();
        if (!sequence.HasData || !sequence.PeekTag().HasSameClassAndValue(tag))
        {
            return names;
        }

        AsnReader subtrees = sequence.ReadSequence(tag);
        while (subtrees.HasData)
        {
            names.Add(ReadGeneralName(subtrees.ReadSequence()));
        }

        return names;
    }

    private static GeneralName ReadGeneralName(AsnReader reader)
    {
        int kind = reader.PeekTag().TagValue;
        if (kind == DirectoryName)
        {
            DistinguishedName directory = DistinguishedName.Read(
                reader.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, DirectoryName, isConstructed: true)));
            return new GeneralName(kind, directory.Text, directory);
        }

        string text = Encoding.Latin1.GetString(reader.PeekContentBytes().Span);
        reader.ReadEncodedValue();
        return new GeneralName(kind, text, null);
    }

    private sealed record GeneralName(int Kind, string Text, DistinguishedName? Directory)
    {
        public override string ToString() => Kind == DirectoryName ? Text : PrintableText.Of(Encoding.Latin1.GetBytes(Text));
    }
}

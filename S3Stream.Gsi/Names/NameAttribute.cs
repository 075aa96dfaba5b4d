using System.Text;

namespace S3Stream.Gsi.Names;

/// <summary>One attribute of a distinguished name.</summary>
/// <param name="Oid">Its type, dotted.</param>
/// <param name="Tag">The ASN.1 string type's universal tag number.</param>
/// <param name="Value">The content bytes, in the encoding the tag says.</param>
internal readonly record struct NameAttribute(string Oid, int Tag, ReadOnlyMemory<byte> Value)
{
    private const int Utf8String = 12;
    private const int BmpString = 30;
    private const int UniversalString = 28;

    /// <summary>The value as characters, whatever the string type.</summary>
    public string Characters => Tag switch
    {
        Utf8String => Encoding.UTF8.GetString(Value.Span),
        BmpString => Encoding.BigEndianUnicode.GetString(Value.Span),
        UniversalString => new UTF32Encoding(bigEndian: true, byteOrderMark: false).GetString(Value.Span),
        _ => Encoding.Latin1.GetString(Value.Span),
    };
}

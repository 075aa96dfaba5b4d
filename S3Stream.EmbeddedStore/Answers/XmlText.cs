using System.Globalization;
using System.Text;
using System.Xml;

namespace S3Stream.Embedded;

/// <summary>Writes the documents of S3.</summary>
internal static class XmlText
{
    // keys may hold characters that XML 1.0 cannot; S3 writes them as references all the same, and encoding-type=url is the way around
    private static readonly XmlWriterSettings Writing = new() { Encoding = new UTF8Encoding(false), CheckCharacters = false };

    public static byte[] Document(string root, string xmlNamespace, Action<XmlWriter> write)
    {
        using var text = new MemoryStream();
        using (var writer = XmlWriter.Create(text, Writing))
        {
            writer.WriteStartElement(root, xmlNamespace);
            write(writer);
            writer.WriteEndElement();
        }

        return text.ToArray();
    }

    public static void Element(this XmlWriter writer, string name, string value) =>
        writer.WriteElementString(name, StoreExchange.XmlNamespace, value);

    public static void Element(this XmlWriter writer, string name, long value) =>
        writer.Element(name, value.ToString(CultureInfo.InvariantCulture));

    public static void Element(this XmlWriter writer, string name, bool value) => writer.Element(name, value ? "true" : "false");

    public static void Element(this XmlWriter writer, string name, DateTimeOffset value) =>
        writer.Element(name, value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    public static void Element(this XmlWriter writer, string name, Action<XmlWriter> write)
    {
        writer.WriteStartElement(name, StoreExchange.XmlNamespace);
        write(writer);
        writer.WriteEndElement();
    }
}

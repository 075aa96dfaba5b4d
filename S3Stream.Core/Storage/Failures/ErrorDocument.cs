using System.Xml;
using System.Xml.Linq;

namespace S3Stream.Storage.Failures;

/// <summary>The XML that S3 sends with a refusal: <c>Error</c> with <c>Code</c>, <c>Message</c> and <c>RequestId</c>. Pure.</summary>
internal static class ErrorDocument
{
    private const int MaxLength = 64 * 1024;

    /// <summary>The document's facts; all <see langword="null"/> when the text is none, as proxies send HTML of their own.</summary>
    public static (string? Code, string? Message, string? RequestId) Parse(string text)
    {
        if (text.Length is 0 or > MaxLength)
        {
            return default;
        }

        try
        {
            XElement? root = XDocument.Parse(text).Root;
            return root?.Name.LocalName == "Error" ? (Value(root, "Code"), Value(root, "Message"), Value(root, "RequestId")) : default;
        }
        catch (XmlException)
        {
            return default;
        }
    }

    private static string? Value(XElement error, string name) =>
        error.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value is { Length: > 0 } value ? value : null;
}

using System.Xml.Linq;

namespace S3Stream.Embedded;

/// <summary>Reads elements by their local name: namespaces are not looked at, for clients differ.</summary>
internal static class DocumentElement
{
    public static IEnumerable<XElement> Children(this XElement element, string name) =>
        element.Elements().Where(child => child.Name.LocalName == name);

    /// <summary>The text of the first child of that name, or null.</summary>
    public static string? Optional(this XElement element, string name) => element.Children(name).FirstOrDefault()?.Value;

    public static string Required(this XElement element, string name) =>
        element.Optional(name) ?? throw StoreError.MalformedXml.Fault($"{element.Name.LocalName} has no {name}.");
}

using System.Text;
using System.Xml;

namespace S3Stream.Embedded;

/// <summary>
/// An element of a request's document: its local name, its text, the elements in it. Namespaces are not looked at: clients differ.
/// </summary>
internal sealed class XmlNodeText
{
    private const int MaxDepth = 8;
    private readonly List<XmlNodeText> _children = [];

    private XmlNodeText(string name) => Name = name;

    public string Name { get; }

    public string Text { get; private set; } = "";

    public IEnumerable<XmlNodeText> Children(string name) => _children.Where(child => child.Name == name);

    public string? Optional(string name) => _children.Find(child => child.Name == name)?.Text;

    public string Required(string name) => Optional(name) ?? throw StoreError.MalformedXml.Fault($"{Name} has no {name}.");

    /// <summary>Reads the element the reader stands on, and moves behind it.</summary>
    public static XmlNodeText Read(XmlReader reader, int depth)
    {
        if (depth > MaxDepth)
        {
            throw StoreError.MalformedXml.Fault("The document is nested too deeply.");
        }

        var node = new XmlNodeText(reader.LocalName);
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return node;
        }

        var text = new StringBuilder();
        reader.Read();
        while (reader.NodeType != XmlNodeType.EndElement)
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                node._children.Add(Read(reader, depth + 1));
                continue;
            }

            text.Append(reader.Value);
            reader.Read();
        }

        reader.ReadEndElement();
        node.Text = text.ToString();
        return node;
    }
}

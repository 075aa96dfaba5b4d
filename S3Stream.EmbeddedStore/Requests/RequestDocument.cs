using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace S3Stream.Embedded;

/// <summary>
/// The XML body of a request, in bounded memory: a tree of elements takes fifty times the bytes of the text it is read from, so the text is
/// measured before it becomes a tree.
/// </summary>
internal static class RequestDocument
{
    private const int MaxTagBytes = 1_024;

    // each element has one or two tags; the largest document, a Complete of 10,000 parts, has nine elements a part
    private const int MaxTags = 2 * 9 * StoreLimits.MaxPartNumber;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);
    private static readonly XmlReaderSettings Reading = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CheckCharacters = false, // keys may hold characters that XML 1.0 cannot, written as references
    };

    /// <summary>Reads and checks the body; null where there is none.</summary>
    public static async Task<XElement?> ReadAsync(
        StoreRequest request, string root, DeclaredDigests declared, CancellationToken cancellationToken)
    {
        bool hasBody = request.Headers.ContentLength > 0 || request.Headers.ContainsKey("Transfer-Encoding");
        if (!hasBody)
        {
            return null;
        }

        using var sink = new MemorySink();
        await PayloadReceiver.ReceiveAsync(request, sink, new PayloadTerms(StoreLimits.MaxDocumentBytes, declared, []), cancellationToken);
        return Parse(sink.Rewind(), root);
    }

    public static async Task<XElement> ReadRequiredAsync(
        StoreRequest request, string root, DeclaredDigests declared, CancellationToken cancellationToken) =>
        await ReadAsync(request, root, declared, cancellationToken)
            ?? throw StoreError.MalformedXml.Fault($"A {root} document is wanted as the body.");

    /// <summary>The tree of a document in UTF-8 whose root element is <paramref name="root"/>, or MalformedXML.</summary>
    public static XElement Parse(MemoryStream document, string root)
    {
        CheckTags(document.GetBuffer().AsSpan(0, (int)document.Length));
        try
        {
            // a reader of text, so that no declaration in the document makes other bytes than those measured into tags
            using var text = new StreamReader(document, StrictUtf8, detectEncodingFromByteOrderMarks: false);
            using var reader = XmlReader.Create(text, Reading);
            XElement element = XElement.Load(reader);
            return element.Name.LocalName == root
                ? element
                : throw StoreError.MalformedXml.Fault($"The document's root must be {root}, not {element.Name.LocalName}.");
        }
        catch (Exception exception) when (exception is XmlException or DecoderFallbackException)
        {
            throw StoreError.MalformedXml.Fault($"{StoreError.MalformedXml.Message} {exception.Message}");
        }
    }

    private static void CheckTags(ReadOnlySpan<byte> document)
    {
        for (int tags = 0; ; tags++)
        {
            int start = document.IndexOf((byte)'<');
            if (start < 0)
            {
                return;
            }

            document = document[start..];
            int length = document.IndexOf((byte)'>');
            if (tags == MaxTags || length < 0 || length > MaxTagBytes)
            {
                throw StoreError.MalformedXml.Fault(
                    $"The document has more than {MaxTags / 2} elements, or a tag or comment of more than {MaxTagBytes} bytes.");
            }

            document = document[length..];
        }
    }
}

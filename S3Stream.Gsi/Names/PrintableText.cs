using System.Text;

namespace S3Stream.Gsi.Names;

/// <summary>Untrusted text for messages and logs: printable ASCII as it is, everything else as <c>\xHH</c> of its UTF-8.</summary>
internal static class PrintableText
{
    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (byte b in bytes)
        {
            DnText.AppendByte(text, b);
        }

        return text.ToString();
    }
}

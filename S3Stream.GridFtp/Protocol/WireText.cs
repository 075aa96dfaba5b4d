using System.Buffers;
using System.Text;

namespace S3Stream.GridFtp.Protocol;

/// <summary>
/// Bytes of a control line to text and back, without loss. Lines are UTF-8; a byte that is no UTF-8 becomes the lone surrogate U+DC00 +
/// byte (PEP 383), which no valid UTF-8 decodes to, and the same byte on the way back. So a wrong name is echoed as it came, and can be
/// told from a right one by anything that checks for valid Unicode (S3 keys must be).
/// </summary>
internal static class WireText
{
    private const char EscapeBase = '\uDC00';

    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        Span<char> pair = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int consumed) == OperationStatus.Done)
            {
                text.Append(pair[..rune.EncodeToUtf16(pair)]);
            }
            else
            {
                consumed = 1;
                text.Append((char)(EscapeBase + bytes[0]));
            }

            bytes = bytes[consumed..];
        }

        return text.ToString();
    }

    /// <summary>Appends the line's bytes.</summary>
    public static void Encode(ReadOnlySpan<char> text, IBufferWriter<byte> output)
    {
        while (!text.IsEmpty)
        {
            int escape = text.IndexOfAnyInRange('\uDC80', '\uDCFF');
            while (escape > 0 && char.IsHighSurrogate(text[escape - 1]))
            {
                // the low half of a pair, not an escape
                int next = text[(escape + 1)..].IndexOfAnyInRange('\uDC80', '\uDCFF');
                escape = next < 0 ? -1 : escape + 1 + next;
            }

            int plain = escape < 0 ? text.Length : escape;
            Encoding.UTF8.GetBytes(text[..plain], output);
            text = text[plain..];
            if (escape >= 0)
            {
                output.Write([(byte)(text[0] - EscapeBase)]);
                text = text[1..];
            }
        }
    }
}

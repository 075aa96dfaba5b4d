using System.Text;

namespace S3Stream.Storage;

/// <summary>
/// Text that headers cannot carry, as encoded words of RFC 2047 (<c>=?UTF-8?B?w6Q=?=</c>): so S3 writes metadata that is not ASCII. Pure.
/// </summary>
internal static class EncodedWords
{
    private const string Start = "=?";
    private const string End = "?=";
    private const string Utf8Base64 = "=?UTF-8?B?";

    // RFC 2047 2: an encoded word has at most 75 characters; 45 bytes are 60 in Base64
    private const int BytesOfWord = 45;

    /// <summary>
    /// The value as it is sent: itself where a header carries it unchanged, else encoded. Blanks around a value would be lost.
    /// </summary>
    public static string Encode(string value)
    {
        bool isPlain = !value.AsSpan().ContainsAnyExceptInRange(' ', '~')
            && value.AsSpan().Trim(' ').Length == value.Length
            && !value.Contains(Start, StringComparison.Ordinal);
        if (isPlain)
        {
            return value;
        }

        var encoded = new StringBuilder();
        Span<byte> word = stackalloc byte[BytesOfWord];
        int length = 0;
        foreach (Rune rune in value.EnumerateRunes())
        {
            if (length + rune.Utf8SequenceLength > BytesOfWord)
            {
                Append(encoded, word[..length]);
                length = 0;
            }

            length += rune.EncodeToUtf8(word[length..]);
        }

        Append(encoded, word[..length]);
        return encoded.ToString();
    }

    /// <summary>The value behind it; what is no encoded word stays as it is. Blanks between two encoded words are no text.</summary>
    public static string Decode(string value)
    {
        if (!value.Contains(Start, StringComparison.Ordinal))
        {
            return value;
        }

        var text = new StringBuilder();
        var bytes = new List<byte>();
        int position = 0;
        while (position < value.Length)
        {
            int start = value.IndexOf(Start, position, StringComparison.Ordinal);
            if (start < 0 || !TryDecodeWord(value, start, out byte[] word, out int end))
            {
                int next = start < 0 ? value.Length : start + Start.Length;
                Flush();
                text.Append(value, position, next - position);
                position = next;
                continue;
            }

            ReadOnlySpan<char> between = value.AsSpan(position, start - position);
            if (bytes.Count == 0 || !between.IsWhiteSpace())
            {
                Flush();
                text.Append(between);
            }

            bytes.AddRange(word); // a character may be cut between two words
            position = end;
        }

        Flush();
        return text.ToString();

        void Flush()
        {
            text.Append(Encoding.UTF8.GetString([.. bytes]));
            bytes.Clear();
        }
    }

    private static void Append(StringBuilder encoded, ReadOnlySpan<byte> word)
    {
        if (!word.IsEmpty)
        {
            _ = encoded.Length > 0 ? encoded.Append(' ') : encoded;
            encoded.Append(Utf8Base64).Append(Convert.ToBase64String(word)).Append(End);
        }
    }

    // "=?" charset "?" encoding "?" text "?=", RFC 2047 2; only UTF-8 and what is part of it
    private static bool TryDecodeWord(string value, int start, out byte[] word, out int end)
    {
        (word, end) = ([], start);
        int charset = start + Start.Length;
        int encoding = value.IndexOf('?', charset) + 1;
        if (encoding == 0 || encoding + 1 >= value.Length || value[encoding + 1] != '?')
        {
            return false;
        }

        int text = encoding + 2;
        int close = value.IndexOf(End, text, StringComparison.Ordinal);
        ReadOnlySpan<char> name = value.AsSpan(charset, encoding - 1 - charset);
        bool isKnown = name.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            || name.Equals("us-ascii", StringComparison.OrdinalIgnoreCase);
        if (close < 0 || !isKnown)
        {
            return false;
        }

        end = close + End.Length;
        return value[encoding] switch
        {
            'B' or 'b' => TryDecodeBase64(value[text..close], out word),
            'Q' or 'q' => TryDecodeQuoted(value.AsSpan(text, close - text), out word),
            _ => false,
        };
    }

    private static bool TryDecodeBase64(string text, out byte[] word)
    {
        word = new byte[text.Length];
        bool isBase64 = Convert.TryFromBase64String(text, word, out int length);
        word = word[..length];
        return isBase64;
    }

    private static bool TryDecodeQuoted(ReadOnlySpan<char> text, out byte[] word)
    {
        var bytes = new List<byte>(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '=')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                {
                    word = [];
                    return false;
                }

                bytes.Add(Convert.FromHexString(text.Slice(i + 1, 2))[0]);
                i += 2;
            }
            else
            {
                bytes.Add(c == '_' ? (byte)' ' : (byte)c);
            }
        }

        word = [.. bytes];
        return true;
    }
}

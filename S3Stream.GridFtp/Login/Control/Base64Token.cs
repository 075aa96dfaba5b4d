using System.Buffers.Text;

namespace S3Stream.GridFtp.Login;

/// <summary>Tokens in base64 as ADAT, ENC and DCSC carry them: the standard alphabet, padded, on one line.</summary>
internal static class Base64Token
{
    /// <returns><see langword="null"/> when the text is anything else.</returns>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        if (!Base64.IsValid(text.Trim(), out int length))
        {
            return null;
        }

        var bytes = new byte[length];
        return Convert.TryFromBase64Chars(text.Trim(), bytes, out int written) && written == length ? bytes : null;
    }
}

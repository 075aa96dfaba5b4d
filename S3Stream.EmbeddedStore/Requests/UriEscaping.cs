using System.Buffers;
using System.Text;

namespace S3Stream.Embedded;

/// <summary>Percent-encoding as Signature Version 4 wants it (RFC 3986 unreserved bytes stay), and its inverse.</summary>
internal static class UriEscaping
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Encodes all but A-Z, a-z, 0-9, '-', '.', '_' and '~'.</summary>
    public static string Encode(string value) => Uri.EscapeDataString(value);

    /// <summary>As <see cref="Encode"/>, but '/' stays: for paths, and for keys in listings with encoding-type=url.</summary>
    public static string EncodePath(string value) => Uri.EscapeDataString(value).Replace("%2F", "/", StringComparison.Ordinal);

    /// <summary>Decodes <paramref name="value"/>; false when an escape is cut or the bytes are not UTF-8.</summary>
    public static bool TryDecode(ReadOnlySpan<char> value, bool plusIsBlank, out string decoded)
    {
        decoded = "";
        byte[] bytes = ArrayPool<byte>.Shared.Rent(StrictUtf8.GetMaxByteCount(value.Length));
        try
        {
            if (!TryDecodeBytes(value, plusIsBlank, bytes, out int written))
            {
                return false;
            }

            decoded = StrictUtf8.GetString(bytes, 0, written);
            return true;
        }
        catch (ArgumentException)
        {
            return false; // not UTF-8
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static bool TryDecodeBytes(ReadOnlySpan<char> value, bool plusIsBlank, byte[] bytes, out int written)
    {
        written = 0;
        while (!value.IsEmpty)
        {
            char first = value[0];
            if (first == '%')
            {
                if (value.Length < 3 || !char.IsAsciiHexDigit(value[1]) || !char.IsAsciiHexDigit(value[2]))
                {
                    return false;
                }

                bytes[written++] = (byte)((HexDigit(value[1]) << 4) | HexDigit(value[2]));
                value = value[3..];
                continue;
            }

            int run = value.IndexOfAny('%', '+');
            run = run < 0 ? value.Length : Math.Max(run, 1);
            if (first == '+' && plusIsBlank)
            {
                bytes[written++] = (byte)' ';
            }
            else
            {
                written += StrictUtf8.GetBytes(value[..run], bytes.AsSpan(written));
            }

            value = value[run..];
        }

        return true;
    }

    private static int HexDigit(char digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}

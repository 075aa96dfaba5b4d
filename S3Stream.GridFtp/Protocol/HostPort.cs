using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace S3Stream.GridFtp.Protocol;

/// <summary>
/// The two ways to write an endpoint:
/// <code>
/// h1,h2,h3,h4,p1,p2          RFC 959: IPv4 address and port in decimal bytes
/// |family|address|port|      RFC 2428: family 1 is IPv4, 2 is IPv6; the first character is the delimiter
/// </code>
/// </summary>
internal static class HostPort
{
    public static string Format(IPEndPoint endpoint)
    {
        byte[] address = endpoint.Address.GetAddressBytes();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{address[0]},{address[1]},{address[2]},{address[3]},{endpoint.Port >> 8},{endpoint.Port & 0xff}");
    }

    /// <summary>Parses the RFC 959 form.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPEndPoint? endpoint)
    {
        endpoint = null;
        Span<Range> fields = stackalloc Range[7];
        if (text.Split(fields, ',') != 6)
        {
            return false;
        }

        Span<byte> values = stackalloc byte[6];
        for (int i = 0; i < values.Length; i++)
        {
            if (!byte.TryParse(text[fields[i]].Trim(' '), NumberStyles.None, CultureInfo.InvariantCulture, out values[i]))
            {
                return false;
            }
        }

        int port = (values[4] << 8) | values[5];
        endpoint = port == 0 ? null : new IPEndPoint(new IPAddress(values[..4]), port);
        return endpoint is not null;
    }

    /// <summary>Parses the RFC 2428 form.</summary>
    /// <exception cref="FtpException">522: a family other than 1 and 2.</exception>
    public static bool TryParseExtended(string text, [NotNullWhen(true)] out IPEndPoint? endpoint)
    {
        endpoint = null;
        if (text.Length < 2 || text.Split(text[0]) is not ["", var family, var host, var portText, ""])
        {
            return false;
        }

        AddressFamily wanted = Family(family);
        if (!IPAddress.TryParse(host, out IPAddress? address)
            || address.AddressFamily != wanted
            || !ushort.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            || port == 0)
        {
            return false;
        }

        endpoint = new IPEndPoint(address, port);
        return true;
    }

    /// <summary>The address family of a protocol number.</summary>
    /// <exception cref="FtpException">522: neither 1 nor 2.</exception>
    public static AddressFamily Family(string protocol) => protocol switch
    {
        "1" => AddressFamily.InterNetwork,
        "2" => AddressFamily.InterNetworkV6,
        _ => throw new FtpException(Reply.Of(522, "Network protocol not supported, use (1,2).")),
    };
}

using System.Net;
using System.Net.Sockets;

namespace S3Stream.GridFtp.Session;

/// <summary>
/// What counts as one client where clients are counted: an IPv4 address, or an IPv6 network of 64 bits, since one host has all addresses
/// of its network to choose from.
/// </summary>
internal static class ClientPrefix
{
    private const int NetworkBytes = 8;

    /// <summary>The IPv4 address, also of one mapped into IPv6; of others the first address of the network.</summary>
    public static IPAddress Of(IPAddress address)
    {
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (plain.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return plain;
        }

        byte[] bytes = plain.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes);
    }
}

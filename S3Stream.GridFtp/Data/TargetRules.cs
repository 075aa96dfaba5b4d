using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace S3Stream.GridFtp.Data;

/// <summary>
/// Where PORT and its like may send our data connections (RFC 2577 3, bounce attack): to the client itself, to other hosts as far as
/// <see cref="DataChannelTerms.ThirdParty"/> allows, and never to what only this machine can reach: its own services, its link, its
/// loopback. Safe for concurrent use.
/// </summary>
internal static class TargetRules
{
    private const int FirstUnprivilegedPort = 1024;

    /// <summary>Why no data connection goes to <paramref name="target"/>; <see langword="null"/>: one may.</summary>
    /// <param name="target">What the client named.</param>
    /// <param name="terms">The session's.</param>
    /// <param name="dataAddress">The address told to clients, when that is none of this machine's.</param>
    public static string? Refusal(IPEndPoint target, DataChannelTerms terms, IPAddress? dataAddress)
    {
        if (target.Port < FirstUnprivilegedPort)
        {
            return "a port below 1024, which belongs to a service";
        }

        IPAddress host = Innermost(target.Address);
        if (IsNoHost(host))
        {
            return "an address that belongs to no host";
        }

        if (terms.IsControlPeer(target.Address))
        {
            return null;
        }

        if (IPAddress.IsLoopback(host))
        {
            return "the loopback address of this machine, and the client is on another one";
        }

        if (IsLinkLocal(host))
        {
            return "a link-local address, which is a different host for the client";
        }

        if (!terms.ThirdParty)
        {
            return "a host other than the client's, which needs DCAU or the server's setting third-party";
        }

        return OwnRefusal(host, target.Port, dataAddress);
    }

    /// <summary>
    /// The address that packets go to in the end: IPv6 forms that carry an IPv4 address (mapped and compatible, RFC 4291 2.5.5; NAT64, RFC
    /// 6052 and 8215; 6to4, RFC 3056; Teredo, RFC 4380) mean that one.
    /// </summary>
    public static IPAddress Innermost(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.Equals(IPAddress.IPv6Loopback)
            || address.Equals(IPAddress.IPv6Any))
        {
            return address;
        }

        ReadOnlySpan<byte> bytes = address.GetAddressBytes();
        bool isMapped = bytes.StartsWith((ReadOnlySpan<byte>)[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]);
        bool isCompatible = bytes.StartsWith((ReadOnlySpan<byte>)[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        bool isTranslated = bytes.StartsWith((ReadOnlySpan<byte>)[0, 0x64, 0xff, 0x9b]);
        if (isMapped || isCompatible || isTranslated)
        {
            return new IPAddress(bytes[12..]);
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x20, 0x02]))
        {
            return new IPAddress(bytes[2..6]);
        }

        return bytes.StartsWith((ReadOnlySpan<byte>)[0x20, 0x01, 0, 0])
            ? new IPAddress([(byte)~bytes[12], (byte)~bytes[13], (byte)~bytes[14], (byte)~bytes[15]]) // Teredo inverts the client's address
            : address;
    }

    private static bool IsNoHost(IPAddress host)
    {
        if (host.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return host.IsIPv6Multicast || host.Equals(IPAddress.IPv6Any);
        }

        byte first = host.GetAddressBytes()[0];
        return first is 0 or >= 224; // "this network"; multicast, reserved, broadcast (RFC 6890)
    }

    private static bool IsLinkLocal(IPAddress host) => host.AddressFamily == AddressFamily.InterNetworkV6
        ? host.IsIPv6LinkLocal
        : host.GetAddressBytes() is [169, 254, ..];

    /// <summary>
    /// This machine's own addresses are let through for one thing: a copy from this endpoint to itself, whose other end is a data listener
    /// of ours.
    /// </summary>
    private static string? OwnRefusal(IPAddress host, int port, IPAddress? dataAddress)
    {
        UnicastIPAddressInformation[] own =
            [.. NetworkInterface.GetAllNetworkInterfaces().SelectMany(network => network.GetIPProperties().UnicastAddresses)];
        if (host.Equals(dataAddress) || own.Any(address => address.Address.Equals(host)))
        {
            return DataListener.ListensOn(port) ? null : "a port of this machine where no data connection is expected";
        }

        return own.Any(address => IsBroadcastOf(host, address)) ? "a broadcast address" : null;
    }

    private static bool IsBroadcastOf(IPAddress host, UnicastIPAddressInformation own)
    {
        const int MaxPrefixWithBroadcast = 30;
        if (host.AddressFamily != AddressFamily.InterNetwork || own.Address.AddressFamily != AddressFamily.InterNetwork
            || own.PrefixLength > MaxPrefixWithBroadcast)
        {
            return false;
        }

        IPAddress last = Zip(own.Address, own.IPv4Mask, (address, mask) => address | ~mask);
        return host.Equals(last);
    }

    private static IPAddress Zip(IPAddress one, IPAddress other, Func<int, int, int> combine) => new(
        [.. one.GetAddressBytes().Zip(other.GetAddressBytes(), (a, b) => (byte)combine(a, b))]);
}

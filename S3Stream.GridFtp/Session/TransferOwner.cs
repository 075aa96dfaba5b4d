using System.Net;
using System.Net.Sockets;

namespace S3Stream.GridFtp.Session;

/// <summary>
/// Whose share of the memory budget a session's transfers count to: the user's, from wherever it comes and however many sessions it has;
/// of users that nothing was proven of, the address's (of IPv6, the network of 64 bits, which one machine can have all of). Immutable.
/// </summary>
/// <param name="Name">The user or the network.</param>
internal sealed record TransferOwner(string Name)
{
    private const int NetworkBytes = 8;

    /// <summary>The owner of a session's transfers.</summary>
    public static TransferOwner Of(SessionUser user, IPAddress remote) =>
        user.IsAnonymous ? new TransferOwner(Network(remote)) : new TransferOwner(user.Name);

    /// <summary>The empty text: failures name owners, and a client must not learn about other clients.</summary>
    public override string ToString() => "a user";

    // "@" stands in no user's name that a client could take on
    private static string Network(IPAddress remote)
    {
        IPAddress address = remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote;
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"@{Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, NetworkBytes))}"
            : $"@{address}";
    }
}

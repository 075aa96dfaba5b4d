using System.Net;

namespace S3Stream.Admin;

/// <summary>
/// One rule about addresses: the beginning of an address' text, as globus-gridftp-server has it (<c>192.168.1.</c>), or a network
/// (<c>10.0.0.0/8</c>).
/// </summary>
internal sealed class AddressRule
{
    private readonly string _start;
    private readonly IPNetwork? _network;

    private AddressRule(string start, IPNetwork? network)
    {
        _start = start;
        _network = network;
    }

    /// <exception cref="FormatException">Neither.</exception>
    public static AddressRule Parse(string text)
    {
        if (text.Contains('/', StringComparison.Ordinal))
        {
            return IPNetwork.TryParse(text, out IPNetwork network)
                ? new AddressRule("", network)
                : throw new FormatException("expected a network such as 10.0.0.0/8 or fd00::/8");
        }

        return text.All(c => char.IsAsciiHexDigit(c) || c is '.' or ':')
            ? new AddressRule(text, null)
            : throw new FormatException("expected the beginning of an address such as 192.168.1. or a network such as 10.0.0.0/8");
    }

    public bool Matches(IPAddress address) =>
        _network?.Contains(address) ?? address.ToString().StartsWith(_start, StringComparison.OrdinalIgnoreCase);
}

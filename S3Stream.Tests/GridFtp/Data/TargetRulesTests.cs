using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using S3Stream.GridFtp.Data;
using Xunit;

namespace S3Stream.Tests.GridFtp.Data;

/// <summary>Scenario 42: where a client may send the server's data connections.</summary>
public sealed class TargetRulesTests
{
    private static readonly DataChannelTerms Far = DataChannelTests.Terms with { ControlPeer = IPAddress.Parse("203.0.113.7") };

    [Theory]
    [InlineData("203.0.113.7", 1024, false, true)]
    [InlineData("::ffff:203.0.113.7", 5000, false, true)]
    [InlineData("203.0.113.7", 1023, false, false)]
    [InlineData("203.0.113.7", 25, true, false)]
    [InlineData("198.51.100.1", 5000, false, false)]
    [InlineData("198.51.100.1", 5000, true, true)]
    [InlineData("2001:db8::1", 5000, false, false)]
    [InlineData("2001:db8::1", 5000, true, true)]
    public void The_client_itself_is_reached_and_others_only_as_third_parties(string address, int port, bool thirdParty, bool allowed) =>
        Assert.Equal(allowed, Refusal(address, port, Far with { ThirdParty = thirdParty }) is null);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.9.10")]
    [InlineData("::1")]
    [InlineData("169.254.169.254")]
    [InlineData("fe80::1")]
    [InlineData("febf::1")]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("::")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("ff02::1")]
    [InlineData("255.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("::ffff:127.0.0.1")] // IPv4-mapped
    [InlineData("::127.0.0.1")] // IPv4-compatible
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::127.0.0.1")] // NAT64
    [InlineData("64:ff9b::169.254.169.254")]
    [InlineData("64:ff9b:1::169.254.169.254")] // NAT64 for local use
    [InlineData("2002:7f00:1::1")] // 6to4
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("2001:0:0:0:0:0:80ff:fffe")] // Teredo, 127.0.0.1 inverted
    public void What_only_this_machine_reaches_is_never_reached_for_a_client(string address) =>
        Assert.NotNull(Refusal(address, 5000, Far with { ThirdParty = true }));

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("127.0.0.2", false)]
    [InlineData("::1", false)]
    public void A_client_on_this_machine_is_reached_where_it_is_and_no_other_loopback_address(string address, bool allowed) =>
        Assert.Equal(allowed, Refusal(address, 5000, DataChannelTests.Terms with { ThirdParty = true }) is null);

    [Fact]
    public void This_machines_own_ports_are_closed_but_for_data_listeners_of_a_copy_to_itself()
    {
        IPAddress? own = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(network => network.GetIPProperties().UnicastAddresses).Select(address => address.Address)
            .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address)
                && !address.ToString().StartsWith("169.254.", StringComparison.Ordinal));
        var told = IPAddress.Parse("198.51.100.200"); // behind NAT
        using DataListener listener = DataListener.Open(IPAddress.Loopback, (0, 0), 0);
        DataChannelTerms terms = Far with { ThirdParty = true };
        foreach (IPAddress address in own is null ? [told] : (IPAddress[])[own, told])
        {
            Assert.Null(TargetRules.Refusal(new IPEndPoint(address, listener.Local.Port), terms, told));
            Assert.NotNull(TargetRules.Refusal(new IPEndPoint(address, listener.Local.Port), Far, told));
            Assert.NotNull(TargetRules.Refusal(new IPEndPoint(address, 2811), terms, told));
        }
    }

    private static string? Refusal(string address, int port, DataChannelTerms terms) =>
        TargetRules.Refusal(new IPEndPoint(IPAddress.Parse(address), port), terms, dataAddress: null);
}

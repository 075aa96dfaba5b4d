using System.Net;
using S3Stream.GridFtp.Data;
using Xunit;

namespace S3Stream.Tests.GridFtp.Data;

public sealed class SystemPortsTests
{
    [Theory]
    [InlineData("32768\t60999\n", "\n", 32768, 60999)]
    [InlineData("1024 65535", "8080,40000-40010\n", 1024, 65535)]
    public void The_range_is_read_as_linux_writes_it(string range, string reserved, int first, int last)
    {
        var ports = new SystemPorts(range, reserved);

        Assert.Equal((first, last), ports.Range);
    }

    [Fact]
    public void Reserved_ports_are_known_by_themselves_and_in_ranges()
    {
        var ports = new SystemPorts("32768 60999", "8080,40000-40010,50000\n");

        Assert.Equal([8080, 40000, 40005, 40010, 50000], new[] { 8080, 8081, 39999, 40000, 40005, 40010, 40011, 50000 }.Where(ports.IsReserved));
        Assert.False(new SystemPorts("32768 60999", "\n").IsReserved(40000));
    }

    [Fact]
    public void A_listener_without_a_range_takes_a_port_of_the_systems_range()
    {
        using DataListener listener = DataListener.Open(IPAddress.Loopback, (0, 0), 0);

        Assert.InRange(listener.Local.Port, SystemPorts.Current.Range.First, SystemPorts.Current.Range.Last);
    }
}

using System.Net;
using Xunit;

namespace S3Stream.Tests.GridFtp.Session;

public sealed class AddressRulesTests
{
    [Theory]
    [InlineData("", "", "192.0.2.1", true)]
    [InlineData("192.168.1.", "", "192.168.1.45", true)]
    [InlineData("192.168.1.", "", "192.168.10.45", false)]
    [InlineData("192.168.1.,10.", "", "10.2.3.4", true)]
    [InlineData("192.168.", "192.168.2.", "192.168.2.45", false)]
    [InlineData("", "192.168.2.", "192.168.2.45", false)]
    [InlineData("10.0.0.0/8", "10.1.0.0/16", "10.2.0.1", true)]
    [InlineData("10.0.0.0/8", "10.1.0.0/16", "10.1.0.1", false)]
    [InlineData("2001:DB8:", "", "2001:db8::1", true)]
    public void First_the_allow_list_then_the_deny_list_decides(string allow, string deny, string address, bool admitted)
    {
        AddressRules rules = Words(deny).Aggregate(
            Words(allow).Aggregate(AddressRules.Everybody, (all, rule) => all.WithAllowed(rule)), (all, rule) => all.WithDenied(rule));

        Assert.Equal(admitted, rules.Admit(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("host.example.org")]
    [InlineData("10.0.0.0/33")]
    public void What_is_no_rule_is_refused(string rule) => Assert.Throws<FormatException>(() => AddressRules.Everybody.WithAllowed(rule));

    private static string[] Words(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries);
}

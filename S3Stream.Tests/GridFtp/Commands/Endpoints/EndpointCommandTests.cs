using System.Net;
using System.Text.RegularExpressions;
using FsCheck.Xunit;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;
using S3Stream.Tests.GridFtp.Transfers;
using Xunit;

namespace S3Stream.Tests.GridFtp.Commands;

public sealed class EndpointCommandTests
{
    [Theory]
    [InlineData("PASV", @"^227 Entering Passive Mode \(127,0,0,1,\d+,\d+\)$")]
    [InlineData("EPSV", @"^229 Entering Extended Passive Mode \(\|\|\|\d+\|\)$")]
    [InlineData("EPSV 1", @"^229 Entering Extended Passive Mode \(\|\|\|\d+\|\)$")]
    [InlineData("EPSV ALL", "^229 EPSV ALL Successful.$")]
    [InlineData("EPSV 2", "^522 ")]
    [InlineData("EPSV 3", @"^522 Network protocol not supported, use \(1,2\).$")]
    [InlineData("SPAS", "^229-Entering Striped Passive Mode.\n 127,0,0,1,\\d+,\\d+\n229 End$")]
    [InlineData("SPAS 1", "^229-Entering Striped Passive Mode.\n \\|1\\|127.0.0.1\\|\\d+\\|\n229 End$")]
    [InlineData("SPAS 2", "^522 ")]
    [InlineData("PORT 127,0,0,1,200,10", "^200 PORT Command successful.$")]
    [InlineData("PORT 127,0,0,1,200", "^501 Illegal PORT command.$")]
    [InlineData("PORT 127,0,0,1,256,1", "^501 ")]
    [InlineData("PORT 127,0,0,1,0,0", "^501 ")]
    [InlineData("PORT 127,0,0,1,-1,80", "^501 ")]
    [InlineData("EPRT |1|127.0.0.1|5282|", "^200 ")]
    [InlineData("EPRT !1!127.0.0.1!5282!", "^200 ")]
    [InlineData("EPRT |3|127.0.0.1|5282|", @"^522 Network protocol not supported, use \(1,2\).$")]
    [InlineData("EPRT |2|127.0.0.1|5282|", "^501 ")]
    [InlineData("EPRT |1|localhost|5282|", "^501 ")]
    [InlineData("EPRT |1|127.0.0.1|65536|", "^501 ")]
    [InlineData("SPOR 127,0,0,1,200,10 127,0,0,1,200,11", "^200 ")]
    [InlineData("SPOR |1|127.0.0.1|5282|", "^200 ")]
    [InlineData("SPOR 127,0,0,1,200,10 x", "^501 ")]
    public async Task Endpoint_commands_answer_as_clients_parse_it(string line, string expected)
    {
        await using var rig = new TransferRig();
        Assert.Matches(new Regex(expected), string.Join('\n', (await rig.RunAsync(line)).Lines));
    }

    [Theory] // scenario 42
    [InlineData(nameof(ThirdPartyPolicy.Never), "alice", "PORT 10,1,2,3,200,10", 504)]
    [InlineData(nameof(ThirdPartyPolicy.Dcau), "alice", "PORT 10,1,2,3,200,10", 504)]
    [InlineData(nameof(ThirdPartyPolicy.Gsi), "alice", "PORT 10,1,2,3,200,10", 504)]
    [InlineData(nameof(ThirdPartyPolicy.Authenticated), "alice", "PORT 10,1,2,3,200,10", 200)]
    [InlineData(nameof(ThirdPartyPolicy.Authenticated), "alice", "PORT 10,1,2,3,0,25", 504)]
    [InlineData(nameof(ThirdPartyPolicy.Authenticated), "anonymous", "PORT 10,1,2,3,200,10", 504)]
    [InlineData(nameof(ThirdPartyPolicy.Authenticated), "anonymous", "EPRT |1|10.1.2.3|5000|", 504)]
    [InlineData(nameof(ThirdPartyPolicy.Authenticated), "anonymous", "SPOR 127,0,0,1,200,10 10,1,2,3,200,10", 504)]
    [InlineData(nameof(ThirdPartyPolicy.Authenticated), "anonymous", "PORT 127,0,0,1,0,25", 504)]
    [InlineData(nameof(ThirdPartyPolicy.Authenticated), "anonymous", "PORT 127,0,0,1,200,10", 200)]
    [InlineData(nameof(ThirdPartyPolicy.Always), "anonymous", "PORT 10,1,2,3,200,10", 200)]
    [InlineData(nameof(ThirdPartyPolicy.Always), "anonymous", "PORT 10,1,2,3,0,25", 504)]
    public async Task PORT_goes_where_policy_and_user_allow(string policy, string user, string line, int code)
    {
        await using var rig = new TransferRig(new GridFtpOptions { ThirdParty = Enum.Parse<ThirdPartyPolicy>(policy) }, user);
        Assert.Equal(code, (await rig.RunAsync(line)).Code);
        Assert.Equal(code == 200, rig.Context.DataChannel.IsConnecting);
    }

    [Fact]
    public async Task After_EPSV_ALL_only_EPSV_is_left()
    {
        await using var rig = new TransferRig();
        await rig.RunAsync("EPSV ALL");
        foreach (string line in (string[])["PASV", "SPAS", "PORT 127,0,0,1,200,10", "EPRT |1|127.0.0.1|5282|", "SPOR 127,0,0,1,200,10"])
        {
            Assert.Equal(503, (await rig.RunAsync(line)).Code);
        }

        Assert.Equal(229, (await rig.RunAsync("EPSV")).Code);
    }

    [Fact]
    public async Task Behind_NAT_the_configured_address_is_told()
    {
        await using var rig = new TransferRig(new GridFtpOptions { DataAddress = IPAddress.Parse("192.0.2.7") });
        Assert.StartsWith("227 Entering Passive Mode (192,0,2,7,", (await rig.RunAsync("PASV")).Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task PORT_ends_delayed_passive()
    {
        await using var rig = new TransferRig();
        rig.State.AllowDelayedPassive = true;
        await rig.RunAsync("PORT 127,0,0,1,200,10");
        Assert.Equal(227, (await rig.RunAsync("PASV")).Code);
    }

    [Property]
    public bool What_is_formatted_parses(uint address, ushort port)
    {
        var endpoint = new IPEndPoint(new IPAddress(address), port);
        return port == 0 || (HostPort.TryParse(HostPort.Format(endpoint), out IPEndPoint? parsed) && parsed.Equals(endpoint));
    }

    [Property] // scenario 67
    public bool Any_text_is_parsed_or_refused(string? text)
    {
        try
        {
            bool plain = HostPort.TryParse(text ?? "", out IPEndPoint? first);
            bool extended = HostPort.TryParseExtended(text ?? "", out IPEndPoint? second);
            return plain == (first is not null) && extended == (second is not null);
        }
        catch (FtpException exception)
        {
            return exception.Reply.Code == 522;
        }
    }
}

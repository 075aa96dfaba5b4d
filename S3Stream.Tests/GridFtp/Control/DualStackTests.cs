using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using S3Stream.GridFtp.Control;
using S3Stream.GridFtp.Session;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.GridFtp.Control;

/// <summary>Scenario 64: a server on [::] and clients of either family, with PASV, EPSV, PORT and EPRT.</summary>
public sealed class DualStackTests(GridFtpRig rig) : IClassFixture<GridFtpRig>
{
    [Theory]
    [InlineData("127.0.0.1", "EPSV")]
    [InlineData("127.0.0.1", "EPSV 1")]
    [InlineData("::1", "EPSV")]
    [InlineData("::1", "EPSV 2")]
    public async Task A_client_of_either_family_stores_and_retrieves(string host, string passive)
    {
        await using GridFtpServer server = Start();
        await using ScriptedGridFtpClient client = await ScriptedGridFtpClient.LoginAsync(server.Addresses[0].Port, host);
        byte[] content = UploadRig.RandomBytes(100_000);

        using (TcpClient data = await OpenAsync(client, host, passive))
        {
            (await client.CommandAsync("STOR /bucket/dual")).Expect(150, 125);
            await data.GetStream().WriteAsync(content, TestContext.Current.CancellationToken);
        }

        (await client.ReadFinalReplyAsync()).Expect(226);
        using var read = new MemoryStream();
        using (TcpClient data = await OpenAsync(client, host, passive))
        {
            (await client.CommandAsync("RETR /bucket/dual")).Expect(150, 125);
            await data.GetStream().CopyToAsync(read, TestContext.Current.CancellationToken);
        }

        (await client.ReadFinalReplyAsync()).Expect(226);
        Assert.Equal(content, read.ToArray());
    }

    [Fact]
    public async Task PASV_gives_an_IPv4_client_an_IPv4_address_and_is_refused_to_an_IPv6_client()
    {
        await using GridFtpServer server = Start();
        await using ScriptedGridFtpClient four = await ScriptedGridFtpClient.LoginAsync(server.Addresses[0].Port);
        Assert.Equal(IPAddress.Loopback, (await four.PassiveAsync()).Address);
        await using ScriptedGridFtpClient six = await ScriptedGridFtpClient.LoginAsync(server.Addresses[0].Port, "::1");
        Assert.InRange((await six.CommandAsync("PASV")).Code, 400, 599);
    }

    [Theory]
    [InlineData("127.0.0.1", "EPSV 2")]
    [InlineData("::1", "EPSV 1")]
    public async Task The_other_family_is_refused_with_522(string host, string passive)
    {
        await using GridFtpServer server = Start();
        await using ScriptedGridFtpClient client = await ScriptedGridFtpClient.LoginAsync(server.Addresses[0].Port, host);
        (await client.CommandAsync(passive)).Expect(522);
    }

    private GridFtpServer Start()
    {
        var options = new GridFtpOptions
        {
            Listen = [new(IPAddress.IPv6Any, 0)],
            Anonymous = AnonymousAccess.ReadWrite,
            HostName = "rig",
        };
        var server = new GridFtpServer(options, rig.Client, null, offersGsi: false, NullLoggerFactory.Instance, TimeProvider.System);
        server.Bind();
        server.Start();
        return server;
    }

    private static async Task<TcpClient> OpenAsync(ScriptedGridFtpClient client, string host, string passive)
    {
        string reply = (await client.CommandAsync(passive)).Expect(229).Text;
        int port = int.Parse(reply.Split('|')[3], CultureInfo.InvariantCulture);
        return await ScriptedGridFtpClient.ConnectDataAsync(new IPEndPoint(IPAddress.Parse(host), port));
    }
}

using System.Net;
using System.Net.Sockets;
using S3Stream.GridFtp.Data;
using S3Stream.GridFtp.Protocol;
using Xunit;

namespace S3Stream.Tests.GridFtp.Data;

public sealed class DataListenerTests
{
    [Fact]
    public async Task A_port_on_which_a_connection_was_closed_a_moment_ago_is_given_again()
    {
        int port;
        using (DataListener first = DataListener.Open(IPAddress.Loopback, (0, 0), 0))
        {
            port = first.Local.Port;
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await client.ConnectAsync(first.Local, TestContext.Current.CancellationToken);
            Socket accepted = (await first.AcceptAsync(DataChannelTests.Terms, Logger, TimeProvider.System, TestContext.Current.CancellationToken))!;
            accepted.Shutdown(SocketShutdown.Send); // this side closes first, as after RETR: its port is in TIME-WAIT
            Assert.Equal(0, await client.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken));
            client.Shutdown(SocketShutdown.Send);
            Assert.Equal(0, await accepted.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken));
            accepted.Dispose();
        }

        using DataListener again = DataListener.Open(IPAddress.Loopback, (port, port), 0);

        Assert.Equal(port, again.Local.Port);
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_loses_no_connection()
    {
        using DataListener listener = DataListener.Open(IPAddress.Loopback, (0, 0), 0);
        using var over = new CancellationTokenSource();
        Task<Socket?> waiting = listener.AcceptAsync(DataChannelTests.Terms, Logger, TimeProvider.System, over.Token);
        await over.CancelAsync();
        Assert.Null(await waiting);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.Local, TestContext.Current.CancellationToken);

        using Socket? accepted = await listener.AcceptAsync(
            DataChannelTests.Terms, Logger, TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal(client.LocalEndPoint, accepted?.RemoteEndPoint);
    }

    [Fact]
    public async Task A_caller_that_has_cancelled_takes_no_connection_from_the_next()
    {
        using DataListener listener = DataListener.Open(IPAddress.Loopback, (0, 0), 0);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.Local, TestContext.Current.CancellationToken);

        Assert.Null(await listener.AcceptAsync(DataChannelTests.Terms, Logger, TimeProvider.System, new CancellationToken(canceled: true)));

        using Socket? accepted = await listener.AcceptAsync(
            DataChannelTests.Terms, Logger, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(client.LocalEndPoint, accepted?.RemoteEndPoint);
    }

    [Fact]
    public async Task A_connection_that_nobody_took_is_reset_with_its_listener()
    {
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using (DataListener listener = DataListener.Open(IPAddress.Loopback, (0, 0), 0))
        {
            using var over = new CancellationTokenSource();
            Task<Socket?> waiting = listener.AcceptAsync(DataChannelTests.Terms, Logger, TimeProvider.System, over.Token);
            await over.CancelAsync();
            Assert.Null(await waiting);
            await client.ConnectAsync(listener.Local, TestContext.Current.CancellationToken);
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        SocketException reset = await Assert.ThrowsAsync<SocketException>(
            async () => await client.ReceiveAsync(new byte[1], SocketFlags.None, limit.Token));
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
    }

    [Fact]
    public void An_address_that_is_not_this_machines_is_425_and_says_so()
    {
        FtpException refused = Assert.Throws<FtpException>(() => DataListener.Open(IPAddress.Parse("192.0.2.1"), (0, 0), 0));

        Assert.Equal(425, refused.Reply.Code);
        Assert.Contains("192.0.2.1", refused.Reply.Lines[0], StringComparison.Ordinal);
    }

    private static Microsoft.Extensions.Logging.ILogger Logger => Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;
}

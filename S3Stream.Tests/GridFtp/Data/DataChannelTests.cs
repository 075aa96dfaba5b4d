using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using S3Stream.GridFtp.Data;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.GridFtp.Data;

public sealed class DataChannelTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly GridFtpOptions _options = new();
    private readonly DataChannel _channel;

    public DataChannelTests() => _channel = new DataChannel(_options, NullLogger.Instance, _time);

    internal static DataChannelTerms Terms { get; } =
        new(IPAddress.Loopback, null, DataChannelAuthentication.None, 'C', ThirdParty: false, SocketBuffer: 0);

    public ValueTask DisposeAsync() => _channel.DisposeAsync();

    [Fact] // scenario 43
    public async Task A_foreign_peer_that_connects_first_is_reset_and_the_client_still_gets_through()
    {
        IPEndPoint where = await _channel.ListenAsync(IPAddress.Loopback, 0);
        using Socket foreign = await ConnectAsync(where, IPAddress.Parse("127.0.0.2"));
        using Socket client = await ConnectAsync(where, IPAddress.Loopback);

        using PendingConnection? accepted = await _channel.AcceptAsync(Terms, CancellationToken.None);

        Assert.Equal(client.LocalEndPoint, accepted?.Remote);
        await Assert.ThrowsAsync<SocketException>(async () => await foreign.ReceiveAsync(new byte[1]));
    }

    [Fact]
    public async Task A_foreign_peer_is_welcome_where_third_party_transfers_are()
    {
        IPEndPoint where = await _channel.ListenAsync(IPAddress.Loopback, 0);
        using Socket foreign = await ConnectAsync(where, IPAddress.Parse("127.0.0.2"));
        Task<PendingConnection?> accepting = _channel.AcceptAsync(Terms with { ThirdParty = true }, CancellationToken.None);
        using PendingConnection? accepted = await InTimeAsync(accepting);
        Assert.Equal(foreign.LocalEndPoint, accepted?.Remote);
    }

    [Fact] // scenario 43
    public async Task The_clients_own_connection_comes_before_a_foreign_one_and_rules_it_out()
    {
        DataChannelTerms terms = Terms with { ThirdParty = true };
        IPEndPoint where = await _channel.ListenAsync(IPAddress.Loopback, 0);
        using Socket foreign = await ConnectAsync(where, IPAddress.Parse("127.0.0.2"));
        using Socket client = await ConnectAsync(where, IPAddress.Loopback);
        using Socket late = await ConnectAsync(where, IPAddress.Parse("127.0.0.3"));

        using PendingConnection? first = await _channel.AcceptAsync(terms, CancellationToken.None);
        Task<PendingConnection?> second = _channel.AcceptAsync(terms, CancellationToken.None);

        Assert.Equal(client.LocalEndPoint, first?.Remote);
        foreach (Socket stranger in (Socket[])[foreign, late])
        {
            await Assert.ThrowsAsync<SocketException>(async () => await stranger.ReceiveAsync(new byte[1]));
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(second.IsCompleted);
    }

    [Fact]
    public async Task A_foreign_peer_that_proves_itself_waits_for_nobody()
    {
        DataChannelTerms terms = Terms with { ThirdParty = true, Authentication = new DataChannelAuthentication('A', null) };
        IPEndPoint where = await _channel.ListenAsync(IPAddress.Loopback, 0);
        using Socket foreign = await ConnectAsync(where, IPAddress.Parse("127.0.0.2"));
        using PendingConnection? accepted = await _channel.AcceptAsync(terms, CancellationToken.None);
        Assert.Equal(foreign.LocalEndPoint, accepted?.Remote);
    }

    [Fact]
    public async Task Ports_come_from_the_range_and_an_exhausted_range_is_425()
    {
        int first = FreePorts(3);
        var options = new GridFtpOptions { PortRange = (first, first + 2) };
        await using var one = new DataChannel(options, NullLogger.Instance, _time);
        await using var two = new DataChannel(options, NullLogger.Instance, _time);
        await using var three = new DataChannel(options, NullLogger.Instance, _time);
        await using var four = new DataChannel(options, NullLogger.Instance, _time);

        var ports = new HashSet<int>();
        foreach (DataChannel channel in (DataChannel[])[one, two, three])
        {
            ports.Add((await channel.ListenAsync(IPAddress.Loopback, 0)).Port);
        }

        Assert.Equal([first, first + 1, first + 2], ports.Order());
        FtpException full = await Assert.ThrowsAsync<FtpException>(async () => await four.ListenAsync(IPAddress.Loopback, 0));
        Assert.Equal(425, full.Reply.Code);
        await one.DropAsync();
        await four.ListenAsync(IPAddress.Loopback, 0); // a dropped listener's port is free again
    }

    [Fact] // scenario 43
    public async Task Ports_of_a_range_are_not_taken_in_order()
    {
        int first = FreePorts(64);
        await using var channel = new DataChannel(new GridFtpOptions { PortRange = (first, first + 63) }, NullLogger.Instance, _time);
        var starts = new HashSet<int>();
        for (int i = 0; i < 20; i++)
        {
            starts.Add((await channel.ListenAsync(IPAddress.Loopback, 0)).Port);
        }

        Assert.True(starts.Count > 5, $"only {starts.Count} different ports in 20 tries");
    }

    [Fact]
    public async Task Nobody_connecting_is_425_after_the_time_limit()
    {
        await _channel.ListenAsync(IPAddress.Loopback, 0);
        Task<DataConnection> open = _channel.AcceptStream(Terms).RunAsync(
            StreamUse.Receive, () => Task.CompletedTask, CancellationToken.None);
        _time.Advance(_options.DataConnectTimeout - TimeSpan.FromSeconds(1));
        Assert.False(open.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(425, (await Assert.ThrowsAsync<FtpException>(() => open)).Reply.Code);
    }

    [Fact]
    public async Task A_refused_connection_is_425()
    {
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // bound, not listening
        await _channel.ConnectToAsync([(IPEndPoint)closed.LocalEndPoint!]);
        Assert.Equal(
            425, (await Assert.ThrowsAsync<FtpException>(() => _channel.ConnectStreamAsync(Terms, CancellationToken.None))).Reply.Code);
        Assert.Equal(
            425, (await Assert.ThrowsAsync<FtpException>(() => _channel.ConnectAllAsync(2, Terms, CancellationToken.None))).Reply.Code);
    }

    [Fact]
    public async Task Connections_of_one_transfer_are_made_at_once_and_all_are_given_up_with_one()
    {
        using Socket slow = Listener(backlog: 0);
        using var queued = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await queued.ConnectAsync(slow.LocalEndPoint!); // the only place in the queue: the next one waits
        using Socket quick = Listener(backlog: 8);
        await _channel.ConnectToAsync([(IPEndPoint)slow.LocalEndPoint!, (IPEndPoint)quick.LocalEndPoint!]);
        using var cancel = new CancellationTokenSource();

        Task<PendingConnection[]> connecting = _channel.ConnectAllAsync(1, Terms, cancel.Token);
        using Socket made = await quick.AcceptAsync();
        Assert.False(connecting.IsCompleted);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
        Assert.True(await HasEndedAsync(made));

        static async Task<bool> HasEndedAsync(Socket socket)
        {
            try
            {
                return await socket.ReceiveAsync(new byte[1]) == 0;
            }
            catch (SocketException)
            {
                return true; // reset
            }
        }

        static Socket Listener(int backlog)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            socket.Listen(backlog);
            return socket;
        }
    }

    [Fact]
    public async Task Without_PASV_or_PORT_it_is_425() =>
        Assert.Equal(
            425, (await Assert.ThrowsAsync<FtpException>(() => _channel.ConnectStreamAsync(Terms, CancellationToken.None))).Reply.Code);

    [Fact]
    public async Task A_new_passive_command_closes_the_listener_before_it()
    {
        IPEndPoint old = await _channel.ListenAsync(IPAddress.Loopback, 0);
        await _channel.ListenAsync(IPAddress.Loopback, 0);
        await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(old, IPAddress.Loopback));
    }

    [Fact]
    public async Task Kept_connections_that_the_peer_closed_are_not_given_again()
    {
        using LoopbackPair live = await LoopbackPair.OpenAsync();
        using LoopbackPair dead = await LoopbackPair.OpenAsync();
        foreach (LoopbackPair pair in (LoopbackPair[])[live, dead])
        {
            _channel.Keep(new DataConnection(new ClearDataStream(pair.Near), pair.Near, pair.Near.RemoteEndPoint!));
        }

        dead.Far.Dispose();
        dead.Near.Poll(TimeSpan.FromSeconds(5), SelectMode.SelectRead);

        DataConnection only = Assert.Single(await _channel.TakeKeptAsync());
        Assert.Equal(live.Near.RemoteEndPoint, only.Remote);
        Assert.True(only.IsReused);
        Assert.Empty(await _channel.TakeKeptAsync());
    }

    [Fact]
    public async Task It_works_over_IPv6()
    {
        IPEndPoint where = await _channel.ListenAsync(IPAddress.IPv6Loopback, 0);
        using Socket client = await ConnectAsync(where, IPAddress.IPv6Loopback);
        using PendingConnection? accepted = await _channel.AcceptAsync(
            Terms with { ControlPeer = IPAddress.IPv6Loopback }, CancellationToken.None);
        Assert.Equal(client.LocalEndPoint, accepted?.Remote);
    }

    /// <summary>Lets time pass until it is there.</summary>
    private async Task<T> InTimeAsync<T>(Task<T> task)
    {
        await Eventually.TrueAsync(
            () => task.IsCompleted, () => _time.Advance(TimeSpan.FromMilliseconds(100)), pause: TimeSpan.FromMilliseconds(5));
        return await task;
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint where, IPAddress source)
    {
        var socket = new Socket(where.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(source, 0));
        await socket.ConnectAsync(where);
        return socket;
    }

    /// <summary>The first of so many neighbouring ports that were free a moment ago.</summary>
    private static int FreePorts(int count)
    {
        for (int first = 20_000 + Random.Shared.Next(20_000); ; first += count)
        {
            var sockets = new List<Socket>();
            try
            {
                for (int i = 0; i < count; i++)
                {
                    var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                    sockets.Add(socket);
                    socket.Bind(new IPEndPoint(IPAddress.Loopback, first + i));
                }

                return first;
            }
            catch (SocketException)
            {
                // taken: try the next ones
            }
            finally
            {
                sockets.ForEach(socket => socket.Dispose());
            }
        }
    }
}

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

/// <summary>Which of several connections carries a MODE S transfer.</summary>
public sealed class StreamAcceptanceTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly DataChannel _channel;
    private int _begun;

    public StreamAcceptanceTests() => _channel = new DataChannel(
        new GridFtpOptions { StallTimeout = TimeSpan.FromMinutes(2) }, NullLogger.Instance, _time);

    public ValueTask DisposeAsync() => _channel.DisposeAsync();

    [Theory] // scenario 43
    [InlineData(nameof(StreamUse.Send))]
    [InlineData(nameof(StreamUse.Receive))]
    [InlineData(nameof(StreamUse.ReceiveBytes))]
    public async Task A_connection_that_was_closed_before_the_transfer_began_is_not_the_clients(string use)
    {
        IPEndPoint where = await _channel.ListenAsync(IPAddress.Loopback, 0);
        await StrayAsync(where);
        using Socket client = await ConnectAsync(where);
        await client.SendAsync("x"u8.ToArray());

        await using DataConnection chosen = await InTimeAsync(Accept(use));

        Assert.Equal(client.LocalEndPoint, chosen.Remote);
        Assert.Equal(1, _begun);
    }

    [Fact] // scenario 43
    public async Task A_client_that_connects_after_150_gets_through_although_a_stray_closed_before()
    {
        IPEndPoint where = await _channel.ListenAsync(IPAddress.Loopback, 0);
        await StrayAsync(where);
        Task<DataConnection> accepting = Accept(nameof(StreamUse.Receive));
        await BegunAsync();
        _time.Advance(TimeSpan.FromSeconds(20));
        using Socket client = await ConnectAsync(where);
        await client.SendAsync("x"u8.ToArray());

        await using DataConnection chosen = await InTimeAsync(accepting);

        Assert.Equal(client.LocalEndPoint, chosen.Remote);
    }

    [Fact] // scenario 13
    public async Task A_connection_that_closes_after_150_is_an_empty_file()
    {
        IPEndPoint where = await _channel.ListenAsync(IPAddress.Loopback, 0);
        using Socket client = await ConnectAsync(where);
        Task<DataConnection> accepting = Accept(nameof(StreamUse.Receive));
        await BegunAsync();
        client.Shutdown(SocketShutdown.Send);

        await using DataConnection chosen = await InTimeAsync(accepting);

        Assert.Equal(client.LocalEndPoint, chosen.Remote);
        Assert.Equal(0, await chosen.Stream.ReceiveAsync(new byte[1], CancellationToken.None));
    }

    [Theory] // uberftp closes when it has sent STOR, and does not wait for 150
    [InlineData(nameof(StreamUse.ReceiveNothing), true)]
    [InlineData(nameof(StreamUse.Receive), false)]
    public async Task A_connection_that_closes_before_150_is_an_empty_file_where_ALLO_declared_one(string use, bool isFile)
    {
        IPEndPoint where = await _channel.ListenAsync(IPAddress.Loopback, 0);
        using Socket client = await ConnectAsync(where);
        client.Shutdown(SocketShutdown.Send);
        await Task.Delay(50);
        Task<DataConnection> accepting = Accept(use);
        await BegunAsync();

        if (isFile)
        {
            await using DataConnection chosen = await InTimeAsync(accepting);
            Assert.Equal(client.LocalEndPoint, chosen.Remote);
        }
        else
        {
            Assert.Equal(425, (await Assert.ThrowsAsync<FtpException>(() => InTimeAsync(accepting))).Reply.Code);
        }
    }

    [Fact]
    public async Task Another_live_connection_rules_an_empty_one_out_however_late_its_bytes_come()
    {
        IPEndPoint where = await _channel.ListenAsync(IPAddress.Loopback, 0);
        using Socket empty = await ConnectAsync(where);
        using Socket client = await ConnectAsync(where);
        Task<DataConnection> accepting = Accept(nameof(StreamUse.Receive));
        await BegunAsync();
        await Task.Delay(50); // both are looked at
        empty.Shutdown(SocketShutdown.Send);
        await Task.Delay(50);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.False(accepting.IsCompleted);
        await client.SendAsync("x"u8.ToArray());

        await using DataConnection chosen = await InTimeAsync(accepting);

        Assert.Equal(client.LocalEndPoint, chosen.Remote);
        await Assert.ThrowsAsync<SocketException>(async () => await empty.ReceiveAsync(new byte[1]));
    }

    [Theory]
    [InlineData(nameof(StreamUse.ReceiveBytes), false)] // ALLO told that there are bytes
    [InlineData(nameof(StreamUse.Receive), true)] // a reset is no end of file
    public async Task A_connection_that_ends_without_a_byte_is_no_file_where_that_is_known(string use, bool reset)
    {
        IPEndPoint where = await _channel.ListenAsync(IPAddress.Loopback, 0);
        using Socket client = await ConnectAsync(where);
        Task<DataConnection> accepting = Accept(use);
        await BegunAsync();
        client.Close(reset ? 0 : 1);

        FtpException refused = await Assert.ThrowsAsync<FtpException>(() => InTimeAsync(accepting));

        Assert.Equal(425, refused.Reply.Code);
        Assert.Contains("without sending a byte", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_connection_is_426_after_the_stall_time()
    {
        using Socket client = await ConnectAsync(await _channel.ListenAsync(IPAddress.Loopback, 0));

        FtpException stalled = await Assert.ThrowsAsync<FtpException>(() => InTimeAsync(Accept(nameof(StreamUse.Receive))));

        Assert.Equal(426, stalled.Reply.Code);
    }

    private Task<DataConnection> Accept(string use) => _channel.AcceptStream(DataChannelTests.Terms).RunAsync(
        Enum.Parse<StreamUse>(use),
        () =>
        {
            Interlocked.Increment(ref _begun);
            return Task.CompletedTask;
        },
        CancellationToken.None);

    private Task BegunAsync() => Eventually.TrueAsync(() => Volatile.Read(ref _begun) > 0);

    /// <summary>A port scanner: connects and closes.</summary>
    private static async Task StrayAsync(IPEndPoint where)
    {
        (await ConnectAsync(where)).Dispose();
        await Task.Delay(20);
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint where)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(where);
        return socket;
    }

    /// <summary>Lets time pass until it is there.</summary>
    private async Task<T> InTimeAsync<T>(Task<T> task)
    {
        await Eventually.TrueAsync(
            () => task.IsCompleted, () => _time.Advance(TimeSpan.FromMilliseconds(100)), pause: TimeSpan.FromMilliseconds(2));
        return await task;
    }
}

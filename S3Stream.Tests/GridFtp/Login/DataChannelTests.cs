using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using S3Stream.GridFtp.Login;
using S3Stream.GridFtp.Protocol;
using S3Stream.Gsi;
using S3Stream.Tests.Fakes;
using S3Stream.Tests.Gsi;
using Xunit;

namespace S3Stream.Tests.GridFtp.Login;

/// <summary>Bytes over data connections that a handshake began: clear, protected, cut off.</summary>
public sealed class DataChannelTests : IDisposable
{
    private readonly DataChannelRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_prot_c_clear_data_may_follow_the_last_record_in_the_same_packet(bool tls13)
    {
        using LoopbackPair pair = await LoopbackPair.OpenAsync();
        (DataHandshake connector, DataHandshake acceptor) = DataChannelRig.Handshakes(pair, tls13);

        Task client = ConnectAndSendAsync();
        await acceptor.AuthenticateAsync(_rig.Limit);
        await acceptor.FinishClearAsync(_rig.Limit);
        await client;
        var received = new byte[12];
        await new NetworkStream(pair.Far).ReadExactlyAsync(received, _rig.Limit);

        Assert.Equal("clear at once"[..12], Encoding.ASCII.GetString(received));

        async Task ConnectAndSendAsync()
        {
            await connector.AuthenticateAsync(_rig.Limit);
            await connector.FinishClearAsync(_rig.Limit);
            await pair.Near.SendAsync("clear at once"u8.ToArray(), _rig.Limit);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_prot_c_the_acceptor_may_send_at_once_too(bool tls13)
    {
        using LoopbackPair pair = await LoopbackPair.OpenAsync();
        (DataHandshake connector, DataHandshake acceptor) = DataChannelRig.Handshakes(pair, tls13);

        Task server = AcceptAndSendAsync();
        await connector.AuthenticateAsync(_rig.Limit);
        await connector.FinishClearAsync(_rig.Limit);
        await server;
        var received = new byte[5];
        await new NetworkStream(pair.Near).ReadExactlyAsync(received, _rig.Limit);

        Assert.Equal("clear"u8.ToArray(), received);

        async Task AcceptAndSendAsync()
        {
            await acceptor.AuthenticateAsync(_rig.Limit);
            await acceptor.FinishClearAsync(_rig.Limit);
            await pair.Far.SendAsync("clear"u8.ToArray(), _rig.Limit);
        }
    }

    [Theory]
    [InlineData('C')]
    [InlineData('S')]
    [InlineData('P')]
    public async Task Blocks_come_out_as_they_went_in_and_then_the_end(char protection)
    {
        (IDataStream connector, IDataStream acceptor) = await _rig.SecureAsync(DataChannelRig.ByUser, protection);
        await using IDataStream a = connector;
        await using IDataStream b = acceptor;
        byte[] header = RandomNumberGenerator.GetBytes(17);
        byte[] payload = RandomNumberGenerator.GetBytes(1_000_000);

        Task sending = SendAsync();
        byte[] first = new byte[17];
        byte[] second = new byte[payload.Length + 100];
        int count = 0;
        while (count < header.Length + payload.Length)
        {
            int more = count < 17
                ? await b.ReceiveAsync(first.AsMemory(count), second, _rig.Limit)
                : await b.ReceiveAsync(second.AsMemory(count - 17), _rig.Limit);
            Assert.NotEqual(0, more);
            count += more;
        }

        await sending;
        Assert.Equal(0, await b.ReceiveAsync(second, _rig.Limit));
        Assert.Equal(header, first);
        Assert.Equal(payload, second[..payload.Length]);

        async Task SendAsync()
        {
            await a.SendAsync(header, payload, _rig.Limit);
            await a.CompleteAsync(_rig.Limit);
        }
    }

    [Fact]
    public async Task Cancelling_a_receive_leaves_a_protected_connection_usable()
    {
        (IDataStream connector, IDataStream acceptor) = await _rig.SecureAsync(DataChannelRig.ByUser, 'P');
        await using IDataStream a = connector;
        await using IDataStream b = acceptor;
        using var cancel = new CancellationTokenSource();
        ValueTask<int> receive = b.ReceiveAsync(new byte[10], cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await receive);

        await a.SendAsync(default, "still"u8.ToArray(), _rig.Limit);
        var buffer = new byte[10];
        int count = await b.ReceiveAsync(buffer, _rig.Limit);

        Assert.Equal("still"u8.ToArray(), buffer[..count]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_old_form_with_a_length_before_each_token_is_understood(bool prefixed)
    {
        using LoopbackPair pair = await LoopbackPair.OpenAsync();
        var engines = new TlsPair(TlsVersions.Tls12, DataChannelRig.Proxy, DataChannelRig.Proxy, ChainCase.User);
        engines.Exchange();
        await using var stream = new TlsDataStream(pair.Far, engines.Server);
        var wire = new List<byte>();
        foreach (string text in (string[])["one", "two", "three"])
        {
            engines.Client.Write(Encoding.ASCII.GetBytes(text));
            byte[] token = engines.Client.TakeOutput();
            if (prefixed)
            {
                var length = new byte[4];
                BinaryPrimitives.WriteInt32BigEndian(length, token.Length);
                wire.AddRange(length);
            }

            wire.AddRange(token);
        }

        foreach (byte value in wire)
        {
            await pair.Near.SendAsync(new[] { value }, _rig.Limit);
        }

        var buffer = new byte[11];
        for (int count = 0; count < buffer.Length;)
        {
            count += await stream.ReceiveAsync(buffer.AsMemory(count), _rig.Limit);
        }

        Assert.Equal("onetwothree"u8.ToArray(), buffer);
    }

    [Fact]
    public async Task A_connection_cut_in_the_middle_of_a_record_is_an_error()
    {
        using LoopbackPair pair = await LoopbackPair.OpenAsync();
        var engines = new TlsPair(TlsVersions.Tls13, DataChannelRig.Proxy, DataChannelRig.Proxy, ChainCase.User);
        engines.Exchange();
        await using var stream = new TlsDataStream(pair.Far, engines.Server);
        engines.Client.Write("some text"u8);
        await pair.Near.SendAsync(engines.Client.TakeOutput().AsMemory(0, 12), _rig.Limit);
        pair.Near.Shutdown(SocketShutdown.Send);

        await Assert.ThrowsAsync<IOException>(async () => await stream.ReceiveAsync(new byte[10], _rig.Limit));
    }

    [Fact]
    public async Task A_peer_that_sends_clear_text_is_told_from_a_handshake()
    {
        using LoopbackPair pair = await LoopbackPair.OpenAsync();
        await pair.Near.SendAsync("plain file content"u8.ToArray(), _rig.Limit);

        TlsEngineException error = await Assert.ThrowsAsync<TlsEngineException>(
            () => _rig.Security(DataChannelRig.OwnCredential(), ChainCase.User.Parsed.Subject).SecureAsync(
                pair.Far, accepted: true, DataChannelRig.ByUser, 'C', _rig.Limit));

        Assert.Contains("DCAU N", error.Message, StringComparison.Ordinal);
    }
}

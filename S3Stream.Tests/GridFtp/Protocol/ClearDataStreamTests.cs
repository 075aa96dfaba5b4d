using System.Diagnostics;
using System.Net.Sockets;
using System.Reflection;
using S3Stream.GridFtp.Protocol;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.GridFtp.Protocol;

public sealed class ClearDataStreamTests
{
    [Fact]
    public async Task A_receive_into_two_buffers_fills_the_second_once_the_first_is_full()
    {
        using LoopbackPair pair = await LoopbackPair.OpenAsync();
        await using var stream = new ClearDataStream(pair.Near);
        await pair.Far.SendAsync("payloadheader"u8.ToArray());
        byte[] first = new byte[7];
        byte[] second = new byte[17];

        int count = await stream.ReceiveAsync(first, second, CancellationToken.None);

        Assert.Equal(13, count);
        Assert.Equal("payload"u8, first);
        Assert.Equal("header"u8, second.AsSpan(0, 6));
    }

    [Fact]
    public async Task A_receive_into_two_buffers_that_is_cancelled_leaves_the_connection_as_it_was()
    {
        using LoopbackPair pair = await LoopbackPair.OpenAsync();
        await using var stream = new ClearDataStream(pair.Near);
        byte[] first = new byte[2];
        byte[] second = new byte[2];
        using var cancel = new CancellationTokenSource();
        Task<int> pending = stream.ReceiveAsync(first, second, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);

        await pair.Far.SendAsync("abcd"u8.ToArray());

        Assert.Equal(4, await stream.ReceiveAsync(first, second, CancellationToken.None));
        Assert.Equal("ab"u8, first);
        Assert.Equal("cd"u8, second);
    }

    [Fact]
    public async Task A_send_of_header_and_payload_sends_all_of_both()
    {
        byte[] payload = UploadRig.RandomBytes(3_000_000);
        using LoopbackPair pair = await LoopbackPair.OpenAsync();
        await using var stream = new ClearDataStream(pair.Near);
        byte[] received = new byte[3 + payload.Length];

        Task sending = stream.SendAsync("abc"u8.ToArray(), payload, CancellationToken.None).AsTask();
        await ReceiveAllAsync(pair.Far, received);
        await sending;

        Assert.Equal("abc"u8, received.AsSpan(0, 3));
        Assert.True(received.AsSpan(3).SequenceEqual(payload));
    }

    [Fact]
    public async Task Abort_resets_so_that_the_peer_does_not_take_it_for_an_end()
    {
        using LoopbackPair pair = await LoopbackPair.OpenAsync();
        var stream = new ClearDataStream(pair.Near);
        Task<int> pending = stream.ReceiveAsync(new byte[1], CancellationToken.None).AsTask();
        stream.Abort();

        await Assert.ThrowsAnyAsync<IOException>(() => pending);
        await Assert.ThrowsAsync<SocketException>(async () => await pair.Far.ReceiveAsync(new byte[1]));
    }

    [Fact]
    public async Task Complete_is_an_end_the_peer_sees_after_the_bytes()
    {
        using LoopbackPair pair = await LoopbackPair.OpenAsync();
        var stream = new ClearDataStream(pair.Near);
        await stream.SendAsync(default, "x"u8.ToArray(), CancellationToken.None);
        await stream.CompleteAsync(CancellationToken.None);
        await stream.DisposeAsync();

        byte[] buffer = new byte[2];
        Assert.Equal(1, await pair.Far.ReceiveAsync(buffer));
        Assert.Equal(0, await pair.Far.ReceiveAsync(buffer));
    }

    [Fact]
    public async Task A_reset_by_the_peer_is_an_IOException()
    {
        using LoopbackPair pair = await LoopbackPair.OpenAsync();
        await using var stream = new ClearDataStream(pair.Near);
        pair.Far.Close(0);
        await Assert.ThrowsAsync<IOException>(async () => await stream.ReceiveAsync(new byte[1], new byte[1], CancellationToken.None));
    }

    [Fact]
    public async Task A_cancelled_receive_into_one_buffer_leaves_the_connection_usable()
    {
        using LoopbackPair pair = await LoopbackPair.OpenAsync();
        await using var stream = new ClearDataStream(pair.Near);
        using var cancel = new CancellationTokenSource();
        byte[] buffer = new byte[1];
        Task<int> pending = stream.ReceiveAsync(buffer, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);

        await pair.Far.SendAsync("y"u8.ToArray());
        Assert.Equal(1, await stream.ReceiveAsync(buffer, CancellationToken.None));
        Assert.Equal((byte)'y', buffer[0]);
    }

    [Fact]
    public async Task Cancelling_a_gathered_send_that_is_stuck_closes_the_connection()
    {
        using LoopbackPair pair = await LoopbackPair.OpenAsync();
        await using var stream = new ClearDataStream(pair.Near);
        using var cancel = new CancellationTokenSource();
        Task pending = stream.SendAsync(new byte[17], new byte[64 * 1024 * 1024], cancel.Token).AsTask();
        Assert.False(pending.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
    }

    [Fact]
    public async Task Blocks_move_without_allocation()
    {
        bool isDebug = typeof(ClearDataStream).Assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled == true;
        Assert.SkipWhen(isDebug, "debug builds make every async call an object");
        using LoopbackPair pair = await LoopbackPair.OpenAsync();
        await using var sender = new ClearDataStream(pair.Near);
        await using var receiver = new ClearDataStream(pair.Far);
        byte[] header = new byte[17];
        byte[] payload = new byte[1000];
        byte[] first = new byte[1000];
        byte[] second = new byte[17];
        for (int i = 0; i < 200; i++)
        {
            await MoveAsync();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            // both complete at once: sent bytes fit the socket's buffer and are there when received
            ValueTask send = sender.SendAsync(header, payload, CancellationToken.None);
            Assert.True(send.IsCompletedSuccessfully);
            ValueTask<int> receive = receiver.ReceiveAsync(first, second, CancellationToken.None);
            Assert.True(receive.IsCompletedSuccessfully);
            _ = await receive;
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000); // less than one object per call

        async Task MoveAsync()
        {
            await sender.SendAsync(header, payload, CancellationToken.None);
            await receiver.ReceiveAsync(first, second, CancellationToken.None);
        }
    }

    private static async Task ReceiveAllAsync(Socket socket, Memory<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int count = await socket.ReceiveAsync(buffer);
            Assert.NotEqual(0, count);
            buffer = buffer[count..];
        }
    }
}

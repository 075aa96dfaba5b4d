using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using S3Stream.GridFtp.Data;
using Xunit;

namespace S3Stream.Tests.GridFtp.Data;

public sealed class WakeThresholdTests
{
    private const int KiB = 1024;
    private const int Everything = 4 * 1024 * KiB;
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_grows_while_waits_are_short_and_begins_anew_after_a_long_one()
    {
        using LoopbackPair pair = await LoopbackPair.OpenAsync();
        var threshold = new WakeThreshold(pair.Near, _time);
        var seen = new List<int>();
        foreach (int milliseconds in (int[])[10, 10, 10, 10, 10, 10, 500, 2000, 10])
        {
            threshold.BeginWait(Everything);
            seen.Add(Bytes(pair));
            _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
            threshold.EndWait();
        }

        Assert.Equal([1, 64 * KiB, 128 * KiB, 256 * KiB, 512 * KiB, 1024 * KiB, 1024 * KiB, 1024 * KiB, 1], seen);
    }

    [Fact]
    public async Task It_never_waits_for_more_than_is_bound_to_come()
    {
        using LoopbackPair pair = await LoopbackPair.OpenAsync();
        WakeThreshold threshold = Grown(pair);

        threshold.BeginWait(ExtendedBlockHeader.Size);

        Assert.Equal(ExtendedBlockHeader.Size, Bytes(pair));
    }

    [Fact]
    public async Task Few_bytes_do_not_end_a_wait_for_many_until_it_is_woken_for_any()
    {
        using LoopbackPair pair = await LoopbackPair.OpenAsync();
        Grown(pair).BeginWait(Everything);
        Task<int> wait = pair.Near.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, Token).AsTask();

        await pair.Far.SendAsync(new byte[1000], Token);
        await Task.Delay(100, Token);
        Assert.False(wait.IsCompleted);

        WakeThreshold.WakeForAny(pair.Near);
        await wait;
        Assert.Equal(1000, pair.Near.Available);
    }

    [Fact]
    public async Task The_end_of_the_connection_ends_a_wait()
    {
        using LoopbackPair pair = await LoopbackPair.OpenAsync();
        Grown(pair).BeginWait(Everything);
        Task<int> wait = pair.Near.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, Token).AsTask();

        await pair.Far.SendAsync(new byte[1000], Token);
        pair.Far.Shutdown(SocketShutdown.Send);

        await wait;
        Assert.Equal(1000, await pair.Near.ReceiveAsync(new byte[Everything], Token));
    }

    private static int Bytes(LoopbackPair pair) =>
        (int)pair.Near.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveLowWater)!;

    private WakeThreshold Grown(LoopbackPair pair)
    {
        var threshold = new WakeThreshold(pair.Near, _time);
        for (int wait = 0; wait < 10; wait++)
        {
            threshold.BeginWait(Everything);
            threshold.EndWait();
        }

        return threshold;
    }
}

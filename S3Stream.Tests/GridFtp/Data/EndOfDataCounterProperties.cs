using FsCheck;
using FsCheck.Xunit;
using S3Stream.GridFtp.Data;
using S3Stream.GridFtp.Protocol;
using Xunit;

namespace S3Stream.Tests.GridFtp.Data;

public sealed class EndOfDataCounterProperties
{
    [Property]
    public bool In_any_order_it_fires_once_with_the_last_of_announcement_and_ends(PositiveInt connections, int seed)
    {
        int count = 1 + (connections.Get % 64);
        bool[] isAnnouncement = [true, .. Enumerable.Repeat(false, count)];
        new Random(seed).Shuffle(isAnnouncement);
        var counter = new EndOfDataCounter();
        bool[] fired = [.. isAnnouncement.Select(announcement => announcement ? counter.Announce((ulong)count) : counter.CountEndOfData())];
        return fired[^1] && fired.Count(x => x) == 1 && counter.Completed.IsCompletedSuccessfully;
    }

    [Property(MaxTest = 50)]
    public void From_many_threads_it_fires_exactly_once(PositiveInt connections)
    {
        int count = 1 + (connections.Get % 32);
        var counter = new EndOfDataCounter();
        int fired = 0;
        using var start = new Barrier(4);
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(thread => new Thread(() =>
        {
            start.SignalAndWait();
            for (int i = thread; i <= count; i += 4)
            {
                if (i == 0 ? counter.Announce((ulong)count) : counter.CountEndOfData())
                {
                    Interlocked.Increment(ref fired);
                }
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal(1, fired);
        Assert.True(counter.Completed.IsCompletedSuccessfully);
    }

    [Fact] // scenario 7
    public void It_does_not_fire_while_fewer_ends_came_than_were_announced()
    {
        var counter = new EndOfDataCounter();
        counter.Announce(3);
        counter.CountEndOfData();
        counter.CountEndOfData();
        Assert.False(counter.Completed.IsCompleted);
    }

    [Fact]
    public void More_ends_than_announced_end_it_too_and_the_same_number_may_be_announced_again()
    {
        var counter = new EndOfDataCounter();
        counter.CountEndOfData();
        counter.CountEndOfData();
        Assert.True(counter.Announce(1));
        Assert.False(counter.Announce(1));
        Assert.False(counter.CountEndOfData());
    }

    [Fact] // scenario 8
    public void Announcing_zero_or_two_numbers_is_a_protocol_error()
    {
        var counter = new EndOfDataCounter();
        Assert.Equal(426, Assert.Throws<FtpException>(() => counter.Announce(0)).Reply.Code);
        counter.Announce(2);
        Assert.Equal(426, Assert.Throws<FtpException>(() => counter.Announce(3)).Reply.Code);
    }
}

using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using S3Stream.Integrity;
using Xunit;

namespace S3Stream.Tests.Core.Integrity;

public sealed class Md5LanesTests
{
    private const int Length = 1_000_000;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    // 1 MB alone takes 1.7 ms
    private static readonly TimeSpan MuchLonger = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly Md5Lanes _lanes;

    public Md5LanesTests() => _lanes = new Md5Lanes(Md5Kernel.Chosen, _time);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private bool IsAlone => _lanes.Width == 1;

    [Fact]
    public async Task The_first_bytes_do_not_wait_as_nobody_is_likely_to_come()
    {
        Assert.Equal(Platform(1), await Begin(1).FinishAsync().WaitAsync(Bound, Cancelled));
    }

    [Fact]
    public async Task Bytes_soon_after_others_wait_until_they_are_due()
    {
        Assert.SkipWhen(IsAlone, "This processor has one lane.");
        await Begin(1).FinishAsync().WaitAsync(Bound, Cancelled);

        Md5Job second = Begin(2);
        Assert.Equal(1, _lanes.Waiting);
        Assert.False(second.Done.IsCompleted);
        _time.Advance(MuchLonger);

        Assert.Equal(Platform(2), await second.FinishAsync().WaitAsync(Bound, Cancelled));
    }

    [Fact]
    public async Task Bytes_long_after_others_do_not_wait()
    {
        await Begin(1).FinishAsync().WaitAsync(Bound, Cancelled);
        _time.Advance(MuchLonger);

        Assert.Equal(Platform(2), await Begin(2).FinishAsync().WaitAsync(Bound, Cancelled));
    }

    [Fact]
    public async Task All_that_wait_are_summed_as_soon_as_they_fill_the_lanes()
    {
        await Begin(0).FinishAsync().WaitAsync(Bound, Cancelled);

        Md5Job[] jobs = [.. Enumerable.Range(1, _lanes.Width).Select(Begin)];

        for (int i = 0; i < jobs.Length; i++)
        {
            Assert.Equal(Platform(i + 1), await jobs[i].FinishAsync().WaitAsync(Bound, Cancelled));
        }
    }

    [Fact]
    public async Task One_that_hurries_takes_those_along_that_wait()
    {
        Assert.SkipWhen(IsAlone, "This processor has one lane.");
        await Begin(0).FinishAsync().WaitAsync(Bound, Cancelled);
        Md5Job[] jobs = [Begin(1), Begin(2), Begin(3)];

        jobs[1].Hurry();

        Assert.Equal(Platform(2), await jobs[1].FinishAsync().WaitAsync(Bound, Cancelled));
        _time.Advance(MuchLonger);
        Assert.Equal(Platform(1), await jobs[0].FinishAsync().WaitAsync(Bound, Cancelled));
        Assert.Equal(Platform(3), await jobs[2].FinishAsync().WaitAsync(Bound, Cancelled));
    }

    [Fact]
    public async Task A_job_that_is_given_up_lets_go_of_its_memory()
    {
        Assert.SkipWhen(IsAlone, "This processor has one lane.");
        await Begin(0).FinishAsync().WaitAsync(Bound, Cancelled);
        Md5Job job = Begin(1);

        job.GiveUp();

        Assert.False(await job.Done.WaitAsync(Bound, Cancelled));
        await Assert.ThrowsAsync<OperationCanceledException>(job.FinishAsync);
        Assert.Equal(0, _lanes.Waiting);
    }

    [Fact]
    public async Task Many_at_once_of_different_lengths_hurried_and_given_up_all_end()
    {
        var lanes = new Md5Lanes(Md5Kernel.Chosen, TimeProvider.System);
        await Parallel.ForAsync(0, 300, Cancelled, async (number, _) =>
        {
            byte[] bytes = Bytes(number)[..Random.Shared.Next(Length)];
            Md5Job job = lanes.Begin(new Md5Message(), new ReadOnlySequence<byte>(bytes), mayWait: number % 3 > 0);
            if (number % 5 == 0)
            {
                job.GiveUp();
                await job.Done.WaitAsync(Bound, Cancelled);
                Array.Clear(bytes); // nobody reads it
                return;
            }

            if (number % 7 == 0)
            {
                job.Hurry();
            }

            Assert.Equal(Convert.ToHexStringLower(MD5.HashData(bytes)), await job.FinishAsync().WaitAsync(Bound, Cancelled));
        });

        Assert.Equal(0, lanes.Waiting);
    }

    [Fact]
    public async Task Memory_that_cannot_be_read_fails_its_job_and_not_those_to_come()
    {
        using var gone = new GoneMemory();
        Md5Job job = _lanes.Begin(new Md5Message(), new ReadOnlySequence<byte>(gone.Memory), mayWait: false);

        await Assert.ThrowsAsync<ObjectDisposedException>(() => job.Done.WaitAsync(Bound, Cancelled));
        Assert.Equal(Platform(1), await Begin(1).FinishAsync().WaitAsync(Bound, Cancelled));
    }

    private Md5Job Begin(int seed) => _lanes.Begin(new Md5Message(), new ReadOnlySequence<byte>(Bytes(seed)), mayWait: true);

    private static byte[] Bytes(int seed)
    {
        byte[] bytes = new byte[Length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static string Platform(int seed) => Convert.ToHexStringLower(MD5.HashData(Bytes(seed)));

    private sealed class GoneMemory : MemoryManager<byte>
    {
        public override Memory<byte> Memory => CreateMemory(Length);

        public override Span<byte> GetSpan() => throw new ObjectDisposedException(nameof(GoneMemory));

        public override MemoryHandle Pin(int elementIndex = 0) => throw new ObjectDisposedException(nameof(GoneMemory));

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}

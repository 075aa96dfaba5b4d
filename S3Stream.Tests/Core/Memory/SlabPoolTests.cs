using System.Buffers;
using S3Stream.Memory;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Core.Memory;

public sealed class SlabPoolTests
{
    [Fact]
    public void The_slabs_of_a_part_lie_side_by_side_where_they_can()
    {
        var pool = new SlabPool(256);

        SlabRun[] part = pool.Rent(16);
        SlabRun[] large = pool.Rent(SlabChunk.MaxSlabs + 16);

        Assert.Equal(16 * SlabPool.SlabSize, Assert.Single(part).Memory.Length);
        Assert.Equal([SlabChunk.MaxSlabs, 16], large.Select(run => run.Count));
    }

    [Fact]
    public void Memory_in_pieces_is_used_up_before_more_is_made()
    {
        var pool = new SlabPool(SlabChunk.MaxSlabs);
        SlabRun[] singles = [.. Enumerable.Range(0, SlabChunk.MaxSlabs).Select(_ => pool.RentRun(1))];
        foreach (SlabRun single in singles.Where((_, place) => place % 4 != 0))
        {
            pool.Return(single);
        }

        SlabRun[] part = pool.Rent(16);

        Assert.Equal(16, part.Sum(run => run.Count));
        Assert.All(part, run => Assert.InRange(run.Count, 1, 3));
        Assert.All(part, run => Assert.Same(singles[0].Chunk, run.Chunk));
    }

    [Fact]
    public void Memory_that_came_back_is_rented_again_first()
    {
        var pool = new SlabPool(256);
        SlabRun first = pool.RentRun(1);
        SlabRun second = pool.RentRun(1);
        pool.Return(first);

        Assert.Equal(first, pool.RentRun(1));
        Assert.NotEqual(second, pool.RentRun(1));
    }

    [Fact]
    public void A_run_that_comes_back_twice_is_refused()
    {
        var pool = new SlabPool(64);
        SlabRun run = Assert.Single(pool.Rent(4));
        pool.Return(run);

        Assert.Throws<InvalidOperationException>(() => pool.Return(run));
        Assert.Equal(0, pool.Rented);
    }

    [Fact]
    public void A_part_over_several_runs_is_one_sequence_of_its_bytes()
    {
        var pool = new SlabPool(8);
        SlabRun[] singles = [.. Enumerable.Range(0, 8).Select(_ => pool.RentRun(1))];
        foreach (int place in (int[])[0, 1, 3, 6, 7])
        {
            pool.Return(singles[place]);
        }

        using var budget = new PartOf(pool, (4 * SlabPool.SlabSize) + 5);
        for (long offset = 0; offset < budget.Part.Capacity;)
        {
            Memory<byte> piece = budget.Part.GetMemory(offset, (int)(budget.Part.Capacity - offset));
            piece.Span.Fill((byte)(offset / SlabPool.SlabSize));
            offset += piece.Length;
        }

        ReadOnlySequence<byte> bytes = budget.Part.AsSequence(budget.Part.Capacity - 1);
        Assert.Equal(3, Count(bytes));
        Assert.Equal(budget.Part.Capacity - 1, bytes.Length);
        Assert.Equal([0, 2, 4], Starts(bytes));
    }

    private static int Count(ReadOnlySequence<byte> bytes)
    {
        int count = 0;
        foreach (ReadOnlyMemory<byte> _ in bytes)
        {
            count++;
        }

        return count;
    }

    private static List<int> Starts(ReadOnlySequence<byte> bytes)
    {
        List<int> starts = [];
        foreach (ReadOnlyMemory<byte> memory in bytes)
        {
            starts.Add(memory.Span[0]);
        }

        return starts;
    }

    private sealed class PartOf : IDisposable
    {
        private readonly BudgetAccount _account;

        public PartOf(SlabPool pool, long capacity)
        {
            var budget = new MemoryBudget(64 * SlabPool.SlabSize);
            _account = budget.OpenAccountAsync(SlabPool.SlabSize, CancellationToken.None).AsTask().Result;
            BudgetTicket ticket = _account.TakeAsync(SlabPool.RoundUp(capacity), mayUseReserve: false, CancellationToken.None).AsTask().Result;
            Part = new PartBuffer(pool, ticket, capacity);
        }

        public PartBuffer Part { get; }

        public void Dispose()
        {
            Part.Dispose();
            _account.Dispose();
        }
    }
}

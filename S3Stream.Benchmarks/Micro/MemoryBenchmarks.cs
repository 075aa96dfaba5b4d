using BenchmarkDotNet.Attributes;
using S3Stream.Memory;

namespace S3Stream.Benchmarks.Micro;

/// <summary>What part memory costs besides its bytes: the count in the budget, and the way out of the pool and back.</summary>
public class MemoryBenchmarks
{
    private readonly MemoryBudget _budget = new(512L * 1024 * 1024);
    private readonly SlabPool _pool = new();
    private BudgetAccount? _account;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _account = _budget.OpenAccount(owner: null, "a transfer", pins: false);
        await _account.EnsureReserveAsync(16 * 1024 * 1024, CancellationToken.None);
        _pool.Return(_pool.RentRun(1));
    }

    [GlobalCleanup]
    public void CleanUp() => _account?.Dispose();

    [Benchmark]
    public async Task<long> TakeFromTheBudget()
    {
        using BudgetTicket ticket = await _account!.TakeAsync(SlabPool.SlabSize, mayUseReserve: false, CancellationToken.None);
        return ticket.Bytes;
    }

    [Benchmark]
    public void RentAndReturnASlab() => _pool.Return(_pool.RentRun(1));

    [Benchmark]
    public void RentAndReturnAPart()
    {
        foreach (SlabRun run in _pool.Rent(16))
        {
            _pool.Return(run);
        }
    }
}

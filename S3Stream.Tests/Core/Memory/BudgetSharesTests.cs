using Microsoft.Extensions.Time.Testing;
using S3Stream.Memory;
using Xunit;

namespace S3Stream.Tests.Core.Memory;

public sealed class BudgetSharesTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly FakeTimeProvider _time = new() { AutoAdvanceAmount = TimeSpan.Zero };

    [Fact]
    public async Task Whoever_holds_less_than_its_share_is_served_before_who_came_first()
    {
        MemoryBudget budget = new(100, _time);
        using BudgetAccount greedy = budget.OpenAccount("greedy", "", pins: false);
        using BudgetAccount modest = budget.OpenAccount("modest", "", pins: false);
        BudgetTicket most = await greedy.TakeAsync(90, false, None);
        BudgetTicket rest = await greedy.TakeAsync(10, false, None);
        Task<BudgetTicket> more = greedy.TakeAsync(10, false, None).AsTask();
        Task<BudgetTicket> first = modest.TakeAsync(10, false, None).AsTask();

        rest.Dispose();

        (await first).Dispose();
        (await more).Dispose();
        most.Dispose();
        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public async Task Sixty_transfers_of_one_owner_have_the_share_of_one()
    {
        MemoryBudget budget = new(120, _time);
        BudgetAccount[] many = [.. Enumerable.Range(0, 60).Select(_ => budget.OpenAccount("many", "", pins: false))];
        using BudgetAccount one = budget.OpenAccount("one", "", pins: false);
        Task<BudgetTicket>[] taken = [.. many.Select(account => account.TakeAsync(2, false, None).AsTask())];
        Task<BudgetTicket>[] waiting = [.. many.Select(account => account.TakeAsync(2, false, None).AsTask())];
        Task<BudgetTicket>[] good = [.. Enumerable.Range(0, 30).Select(_ => one.TakeAsync(2, false, None).AsTask())];
        Assert.DoesNotContain(good, ticket => ticket.IsCompleted);

        foreach (Task<BudgetTicket> ticket in taken[..30])
        {
            (await ticket).Dispose();
        }

        await Task.WhenAll(good).WaitAsync(TimeSpan.FromSeconds(10)); // half of the budget is the share of one owner beside another
        Assert.DoesNotContain(waiting, ticket => ticket.IsCompleted);
    }

    [Fact]
    public async Task Pinned_memory_of_one_owner_leaves_room_for_whoever_comes()
    {
        MemoryBudget budget = new(160, _time);
        using BudgetAccount first = budget.OpenAccount("first", "", pins: true);
        await first.EnsureReserveAsync(10, None);
        List<Task<BudgetTicket>> tickets = [.. Enumerable.Range(0, 16).Select(_ => first.TakeAsync(10, false, None).AsTask())];
        Assert.Equal(120, budget.Used);

        using BudgetAccount second = budget.OpenAccount("second", "", pins: true);
        await second.EnsureReserveAsync(10, None).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(second.TakeAsync(10, false, None).AsTask().IsCompletedSuccessfully);

        // what comes back by itself does not count: the rest can be used
        (await tickets[0]).Unpin();
        (await tickets[1]).Unpin();
        (await tickets[2]).Unpin();
        Assert.InRange(budget.Used, 140, 160);
    }

    [Fact]
    public async Task Waiting_to_begin_ends_after_the_timeout_and_says_who_holds_what()
    {
        MemoryBudget budget = new(100, _time, TimeSpan.FromSeconds(30));
        using BudgetAccount holder = budget.OpenAccount("a user", "", pins: false);
        using BudgetTicket all = await holder.TakeAsync(95, false, None);
        using BudgetAccount late = budget.OpenAccount(null, "late", pins: true);
        Task waiting = late.EnsureReserveAsync(10, None).AsTask();

        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));

        var refused = await Assert.ThrowsAsync<TransferFailedException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Contains("AdmissionTimeout", refused.Message, StringComparison.Ordinal);
        Assert.Contains("a user 95 bytes in 1 transfer", refused.Message, StringComparison.Ordinal);
        Assert.Equal(95, budget.Used);
    }

    [Fact]
    public async Task A_queue_that_moves_refuses_nobody()
    {
        MemoryBudget budget = new(10, _time, TimeSpan.FromSeconds(30));
        List<BudgetAccount> accounts = [.. Enumerable.Range(0, 6).Select(_ => budget.OpenAccount(null, "one of six", pins: true))];
        List<Task> waits = accounts.ConvertAll(account => account.EnsureReserveAsync(10, None).AsTask());
        for (int turn = 0; turn < accounts.Count; turn++)
        {
            await waits[turn].WaitAsync(TimeSpan.FromSeconds(10));
            _time.Advance(TimeSpan.FromSeconds(25));
            accounts[turn].Dispose();
        }

        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public async Task What_is_above_a_share_is_taken_back_only_while_somebody_below_its_own_waits()
    {
        MemoryBudget budget = new(100, _time);
        using BudgetAccount large = budget.OpenAccount("large", "", pins: false);
        using BudgetAccount small = budget.OpenAccount("small", "", pins: false);
        Holder holder = new();
        large.Holder = holder;
        BudgetTicket[] held = [await large.TakeAsync(60, false, None), await large.TakeAsync(40, false, None)];
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0, holder.Asked);
        Task<BudgetTicket> more = large.TakeAsync(5, false, None).AsTask();
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0, holder.Asked); // the one that waits is the one that has most

        Task<BudgetTicket> wanted = small.TakeAsync(30, false, None).AsTask();
        holder.GiveBack = held[1].Dispose;
        _time.Advance(TimeSpan.FromSeconds(1));

        (await wanted.WaitAsync(TimeSpan.FromSeconds(10))).Dispose();
        (await more.WaitAsync(TimeSpan.FromSeconds(10))).Dispose();
        Assert.Equal(30, holder.Asked);
        int times = holder.Times;
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(times, holder.Times);
    }

    [Fact]
    public async Task Where_the_rest_is_short_the_reserve_does_for_less()
    {
        MemoryBudget budget = new(100, _time);
        using BudgetAccount account = budget.OpenAccount(null, "", pins: false);
        await account.EnsureReserveAsync(10, None);
        using BudgetAccount others = budget.OpenAccount(null, "", pins: false);
        using BudgetTicket all = await others.TakeAsync(90, false, None);

        BudgetTicket less = await account.TakeUpToAsync(50, None);
        Assert.Equal(10, less.Bytes);
        Task<BudgetTicket> next = account.TakeUpToAsync(50, None).AsTask();
        Assert.False(next.IsCompleted);
        less.Dispose();
        Assert.Equal(10, (await next.WaitAsync(TimeSpan.FromSeconds(10))).Bytes);
    }

    private sealed class Holder : IMemoryHolder
    {
        public long Asked { get; private set; }

        public int Times { get; private set; }

        public Action? GiveBack { get; set; }

        public long TakeBack(long bytes)
        {
            Asked = bytes;
            Times++;
            GiveBack?.Invoke();
            return bytes;
        }
    }
}

using S3Stream.Memory;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Core.Memory;

public sealed class MemoryBudgetTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Tickets_are_given_in_order_of_arrival()
    {
        MemoryBudget budget = new(100);
        using BudgetAccount account = await budget.OpenAccountAsync(10, None);
        BudgetTicket held = await account.TakeAsync(80, false, None);
        Task<BudgetTicket> large = account.TakeAsync(50, false, None).AsTask();
        Task<BudgetTicket> small = account.TakeAsync(5, false, None).AsTask();

        Assert.False(large.IsCompleted);
        Assert.False(small.IsCompleted, "a later request must not overtake: a large one would never be served");
        held.Dispose();
        (await large).Dispose();
        (await small).Dispose();
        Assert.Equal(10, budget.Used);
        Assert.Equal(90, budget.Peak);
    }

    [Fact]
    public async Task The_reserve_serves_whoever_may_use_it_when_the_rest_is_short()
    {
        MemoryBudget budget = new(100);
        using BudgetAccount greedy = await budget.OpenAccountAsync(10, None);
        using BudgetAccount modest = await budget.OpenAccountAsync(10, None);
        using BudgetTicket all = await greedy.TakeAsync(80, false, None);

        BudgetTicket reserve = await modest.TakeAsync(10, mayUseReserve: true, None);
        Task<BudgetTicket> second = modest.TakeAsync(10, mayUseReserve: true, None).AsTask();
        Assert.False(second.IsCompleted, "a reserve is one ticket at a time");
        Assert.Equal(100, budget.Used);
        reserve.Dispose();
        (await second).Dispose();
    }

    [Fact]
    public async Task A_promoted_request_gets_the_reserve()
    {
        MemoryBudget budget = new(100);
        using BudgetAccount account = await budget.OpenAccountAsync(10, None);
        using BudgetTicket all = await account.TakeAsync(90, false, None);
        BudgetRequest request = account.Request(10, mayUseReserve: false);
        Assert.False(request.IsGranted);

        account.Promote(request);

        (await account.WaitAsync(request, None)).Dispose();
    }

    [Fact]
    public async Task A_cancelled_wait_leaves_no_trace_and_lets_the_next_go_on()
    {
        MemoryBudget budget = new(100);
        using BudgetAccount account = await budget.OpenAccountAsync(10, None);
        BudgetTicket held = await account.TakeAsync(60, false, None);
        using CancellationTokenSource cancel = new();
        Task<BudgetTicket> large = account.TakeAsync(50, false, cancel.Token).AsTask();
        Task<BudgetTicket> small = account.TakeAsync(20, false, None).AsTask();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        (await small).Dispose();
        held.Dispose();
        Assert.Equal(10, budget.Used);
    }

    [Fact]
    public async Task More_than_the_whole_budget_is_refused_at_once()
    {
        MemoryBudget budget = new(100);
        await Assert.ThrowsAsync<TransferFailedException>(() => budget.OpenAccountAsync(101, None).AsTask());
    }

    [Fact]
    public async Task Admission_waits_for_a_reserve_and_an_ended_account_gives_its_own_back()
    {
        MemoryBudget budget = new(20);
        BudgetAccount first = await budget.OpenAccountAsync(15, None);
        Task<BudgetAccount> second = budget.OpenAccountAsync(10, None).AsTask();
        Assert.False(second.IsCompleted);

        first.Dispose();
        first.Dispose();

        (await second).Dispose();
        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public async Task A_reserve_in_use_when_its_account_ends_is_free_once_the_ticket_is()
    {
        MemoryBudget budget = new(20);
        BudgetAccount account = await budget.OpenAccountAsync(20, None);
        BudgetTicket ticket = await account.TakeAsync(20, mayUseReserve: true, None);

        account.Dispose();
        Assert.Equal(20, budget.Used);
        ticket.Dispose();
        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public async Task Reserves_that_can_never_grow_fail_instead_of_waiting_for_each_other()
    {
        MemoryBudget budget = new(20);
        using BudgetAccount first = await budget.OpenAccountAsync(10, None);
        using BudgetAccount second = await budget.OpenAccountAsync(10, None);
        using CancellationTokenSource cancel = new();
        Task growing = first.EnsureReserveAsync(16, cancel.Token).AsTask();

        await Assert.ThrowsAsync<TransferFailedException>(() => second.EnsureReserveAsync(16, None).AsTask());

        second.Dispose();
        await growing;
        Assert.Equal(16, budget.Used);
    }

    [Fact]
    public async Task A_ticket_shrinks_and_gives_back_the_rest_once()
    {
        MemoryBudget budget = new(100);
        using BudgetAccount account = await budget.OpenAccountAsync(10, None);
        BudgetTicket ticket = await account.TakeAsync(40, false, None);

        ticket.Shrink(15);
        Assert.Equal(35, budget.Used);
        ticket.Dispose();
        ticket.Dispose();
        Assert.Equal(10, budget.Used);
        Assert.Throws<InvalidOperationException>(() => ticket.Shrink(1));
    }
}

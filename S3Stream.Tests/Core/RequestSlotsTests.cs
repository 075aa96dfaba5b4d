using FsCheck.Xunit;
using Xunit;

namespace S3Stream.Tests.Core;

/// <summary>Slots for requests are shared between owners as memory is.</summary>
public sealed class RequestSlotsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_newcomer_gets_the_next_free_slots_until_it_has_as_many()
    {
        var slots = new RequestSlots(4);
        TransferSlots greedy = slots.ForTransfer("greedy");
        await TakeAsync(greedy, 4);
        Task[] more = [.. Enumerable.Range(0, 100).Select(_ => greedy.WaitAsync(Token).AsTask())];
        TransferSlots newcomer = slots.ForTransfer("newcomer");
        Task[] wanted = [.. Enumerable.Range(0, 3).Select(_ => newcomer.WaitAsync(Token).AsTask())];

        greedy.Release();
        greedy.Release();
        await Task.WhenAll(wanted[..2]);

        Assert.False(wanted[2].IsCompleted); // two each
        Assert.All(more, task => Assert.False(task.IsCompleted));
        newcomer.Release();
        await wanted[2];
        Assert.Equal((2, 2), (greedy.Held, newcomer.Held));
    }

    [Fact]
    public async Task Many_transfers_of_one_owner_have_no_more_than_one_of_another()
    {
        var slots = new RequestSlots(2);
        TransferSlots[] many = [.. Enumerable.Range(0, 50).Select(_ => slots.ForTransfer("many"))];
        await TakeAsync(many[0], 2);
        Task[] waiting = [.. many[1..].Select(transfer => transfer.WaitAsync(Token).AsTask())];
        Task one = slots.ForTransfer("one").WaitAsync(Token).AsTask();

        many[0].Release();

        await one;
        Assert.All(waiting, task => Assert.False(task.IsCompleted));
    }

    [Fact]
    public async Task Of_one_owners_transfers_the_one_with_fewest_comes_first()
    {
        var slots = new RequestSlots(3);
        TransferSlots large = slots.ForTransfer("owner");
        TransferSlots small = slots.ForTransfer("owner");
        await TakeAsync(large, 3);
        Task more = large.WaitAsync(Token).AsTask();
        Task first = small.WaitAsync(Token).AsTask();

        large.Release();

        await first;
        Assert.False(more.IsCompleted);
    }

    [Fact]
    public async Task One_that_gives_up_takes_nothing()
    {
        var slots = new RequestSlots(1);
        TransferSlots transfer = slots.ForTransfer(null);
        await transfer.WaitAsync(Token);
        using var cancel = new CancellationTokenSource();
        Task given = slots.ForTransfer(null).WaitAsync(cancel.Token).AsTask();

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        transfer.Release();

        Assert.Equal(1, slots.Free);
        Assert.Equal(0, transfer.Held);
    }

    [Property(MaxTest = 300)]
    public void Every_wait_ends_and_no_slot_is_lost_whoever_gives_up(byte[] owners, byte cancelled)
    {
        owners ??= [];
        var slots = new RequestSlots(3);
        using var cancel = new CancellationTokenSource();
        int running = 0;
        int highest = 0;
        Task[] all =
        [
            .. owners.Select((owner, i) => Task.Run(async () =>
            {
                TransferSlots transfer = slots.ForTransfer(owner % 4);
                await transfer.WaitAsync(i % 5 == cancelled % 5 ? cancel.Token : CancellationToken.None);
                int now = Interlocked.Increment(ref running);
                InterlockedMax(ref highest, now);
                await Task.Yield();
                Interlocked.Decrement(ref running);
                transfer.Release();
            })),
        ];
        cancel.Cancel();

        Assert.True(Task.WhenAll(all).ContinueWith(_ => { }, TaskScheduler.Default).Wait(TimeSpan.FromSeconds(20)));
        Assert.DoesNotContain(all, task => task.IsFaulted);
        Assert.Equal(3, slots.Free);
        Assert.InRange(highest, 0, 3);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (int seen = Volatile.Read(ref target); value > seen; seen = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }

    private static async Task TakeAsync(TransferSlots transfer, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await transfer.WaitAsync(Token);
        }
    }
}

using FsCheck.Xunit;
using S3Stream.Memory;

namespace S3Stream.Tests.Core.Memory;

public sealed class MemoryBudgetProperties
{
    /// <summary>
    /// Random takes, cancellations and returns from several accounts: never over the limit, nothing left behind, everybody served.
    /// </summary>
    [Property(MaxTest = 300)]
    public async Task<bool> Never_over_the_limit_and_everybody_is_served((byte Account, byte Bytes, bool Reserve, bool Cancel)[] steps)
    {
        MemoryBudget budget = new(300);
        BudgetAccount[] accounts = [await budget.OpenAccountAsync(20, default), await budget.OpenAccountAsync(30, default)];
        List<(Task<BudgetTicket> Wait, CancellationTokenSource Cancel)> waiting = [];
        bool within = true;
        foreach ((byte which, byte bytes, bool reserve, bool cancel) in steps)
        {
            CancellationTokenSource source = new();
            waiting.Add((accounts[which % 2].TakeAsync(Math.Min((int)bytes, 249) + 1, reserve, source.Token).AsTask(), source));
            if (cancel)
            {
                await source.CancelAsync();
            }
            else if (which % 3 == 0 && waiting.Find(entry => entry.Wait.IsCompletedSuccessfully) is { Wait: { } done } served)
            {
                (await done).Dispose();
                waiting.Remove(served);
            }

            within &= budget.Used <= budget.Limit && budget.Peak <= budget.Limit;
        }

        while (waiting.Count > 0)
        {
            Task<BudgetTicket> next = await Task.WhenAny(waiting.Select(entry => entry.Wait)).WaitAsync(TimeSpan.FromSeconds(10));
            waiting.RemoveAll(entry => entry.Wait == next);
            if (next.IsCompletedSuccessfully)
            {
                (await next).Dispose();
            }
        }

        within &= budget.Used == 50;
        accounts[0].Dispose();
        accounts[1].Dispose();
        return within && budget.Used == 0;
    }
}

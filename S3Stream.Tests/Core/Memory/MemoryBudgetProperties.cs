using FsCheck.Xunit;
using S3Stream.Memory;
using S3Stream.Tests.Fakes;

namespace S3Stream.Tests.Core.Memory;

public sealed class MemoryBudgetProperties
{
    private const int Limit = 300;
    private const int MaxReserve = 40;

    /// <summary>
    /// Random admissions, takes, promotions, growth, cancellations, returns and ends, as transfers make them: never over the limit,
    /// everybody is served, and nothing is left behind.
    /// </summary>
    [Property(MaxTest = 500)]
    public async Task<bool> Never_over_the_limit_and_everybody_is_served((byte What, byte Which, byte Bytes)[] steps)
    {
        MemoryBudget budget = new(Limit);
        var run = new Run(budget);
        await run.AdmitAsync(20);
        await run.AdmitAsync(30);
        bool within = true;
        foreach ((byte what, byte which, byte bytes) in steps)
        {
            await run.StepAsync(what % 8, which, bytes);
            within &= budget.Used <= Limit && budget.Peak <= Limit;
        }

        await run.EndAsync();
        return within && budget.Used == 0 && budget.Peak <= Limit;
    }

    /// <summary>Transfers that share one budget, and what they wait for.</summary>
    private sealed class Run(MemoryBudget budget)
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

        private readonly List<BudgetAccount> _accounts = [];
        private readonly List<Task<BudgetAccount>> _admissions = [];
        private readonly List<Waiting> _waiting = [];
        private readonly List<(BudgetAccount Account, Task Growth)> _growing = [];

        public async Task AdmitAsync(long reserve) => _accounts.Add(await budget.OpenAccountAsync(reserve, default));

        public async Task StepAsync(int what, byte which, byte bytes)
        {
            await CollectAsync();
            BudgetAccount account = _accounts[which % _accounts.Count];
            switch (what)
            {
                case 0:
                    _admissions.Add(budget.OpenAccountAsync(1 + (bytes % MaxReserve), default).AsTask());
                    break;
                case 1 when _waiting.Count > 0: // the frontier comes to a part that waits already
                    Waiting promoted = _waiting[which % _waiting.Count];
                    promoted.Account.Promote(promoted.Request);
                    break;
                case 2 when _waiting.Count > 0:
                    await _waiting[which % _waiting.Count].Cancel.CancelAsync();
                    break;
                case 3 or 4 when _waiting.Find(entry => entry.Wait.IsCompletedSuccessfully) is { } served:
                    (await served.Wait).Dispose();
                    _waiting.Remove(served);
                    break;
                case 5 when _growing.Count == 0: // a ladder's parts become larger
                    _growing.Add((account, account.EnsureReserveAsync(account.Reserve + (bytes % 5), default).AsTask()));
                    break;
                case 6 when _accounts.Count > 2 && IsIdle(account):
                    account.Dispose();
                    _accounts.Remove(account);
                    break;
                default:
                    // a part is never larger than the reserve: so the frontier's always fits
                    Take(account, 1 + (bytes % account.Reserve), mayUseReserve: which % 2 == 0);
                    break;
            }
        }

        /// <summary>Every transfer goes on, part by part from its frontier, and ends.</summary>
        public async Task EndAsync()
        {
            while (_waiting.Count > 0 || _admissions.Count > 0 || _growing.Count > 0)
            {
                foreach (Waiting entry in _waiting)
                {
                    entry.Account.Promote(entry.Request);
                }

                Task[] all = [.. _waiting.Select(entry => entry.Wait), .. _admissions, .. _growing.Select(entry => entry.Growth)];
                await Task.WhenAny(all).WaitAsync(Patience);
                foreach (Waiting entry in _waiting.Where(entry => entry.Wait.IsCompletedSuccessfully).ToArray())
                {
                    (await entry.Wait).Dispose();
                    _waiting.Remove(entry);
                }

                await CollectAsync();
                foreach (BudgetAccount idle in _accounts.Where(IsIdle).ToArray())
                {
                    idle.Dispose();
                    _accounts.Remove(idle);
                }
            }

            _accounts.ForEach(account => account.Dispose());
        }

        private bool IsIdle(BudgetAccount account) =>
            !_growing.Exists(entry => entry.Account == account) && !_waiting.Exists(entry => entry.Account == account);

        private void Take(BudgetAccount account, long bytes, bool mayUseReserve)
        {
            CancellationTokenSource source = new();
            BudgetRequest request = account.Request(bytes, mayUseReserve);
            _waiting.Add(new Waiting(account, request, account.WaitAsync(request, source.Token).AsTask(), source));
        }

        /// <summary>What came meanwhile: transfers that were admitted, reserves that grew, waits that were cancelled.</summary>
        private async Task CollectAsync()
        {
            foreach (Task<BudgetAccount> admitted in _admissions.Where(admission => admission.IsCompleted).ToArray())
            {
                _accounts.Add(await admitted);
                _admissions.Remove(admitted);
            }

            foreach ((BudgetAccount, Task Growth) grown in _growing.Where(entry => entry.Growth.IsCompleted).ToArray())
            {
                await grown.Growth;
                _growing.Remove(grown);
            }

            _waiting.RemoveAll(entry => entry.Wait.IsCanceled);
        }

        private sealed record Waiting(BudgetAccount Account, BudgetRequest Request, Task<BudgetTicket> Wait, CancellationTokenSource Cancel);
    }
}

using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using S3Stream.Memory;
using Xunit;

namespace S3Stream.Tests.Core.Memory;

/// <summary>
/// Transfers of several owners that come and go, ask, promote, are cancelled, hold on to memory or give it back when asked: the budget is
/// never exceeded, and every wait ends, by memory or by a refusal, in bounded time.
/// </summary>
public sealed class BudgetSharesProperties
{
    private const int Limit = 200;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    [Property(MaxTest = 300)]
    public async Task Never_over_the_limit_and_every_wait_ends((byte Step, byte Which, byte Bytes)[] steps)
    {
        FakeTimeProvider time = new() { AutoAdvanceAmount = TimeSpan.Zero };
        MemoryBudget budget = new(Limit, time, Timeout);
        List<Transfer> transfers = [];
        foreach ((byte step, byte which, byte bytes) in steps)
        {
            Transfer? transfer = transfers.Count == 0 ? null : transfers[which % transfers.Count];
            switch (step % 8)
            {
                case 0:
                    transfers.Add(new Transfer(budget, owner: which % 4 == 3 ? null : $"owner {which % 4}", pins: bytes % 2 == 0));
                    transfers[^1].Admit(5 + (bytes % 40));
                    break;
                case 1 or 2:
                    transfer?.Take(1 + (bytes % 60), mayUseReserve: which % 2 == 0);
                    break;
                case 3:
                    transfer?.PromoteFirst();
                    break;
                case 4:
                    transfer?.GiveOneBack(bytes % 2 == 0);
                    break;
                case 5:
                    transfer?.CancelOne();
                    break;
                case 6:
                    time.Advance(TimeSpan.FromMilliseconds(bytes * 20));
                    break;
                default:
                    transfer?.IsIdle = bytes % 2 == 0;
                    break;
            }

            Assert.InRange(budget.Peak, 0, Limit);
        }

        // transfers end one after the other, as they do; nobody waits longer than the queue stands still
        foreach (Transfer transfer in transfers)
        {
            await transfer.EndAsync(time);
            transfer.Dispose();
        }

        Assert.Equal(0, budget.Used);
        Assert.InRange(budget.Peak, 0, Limit);
    }

    private sealed class Transfer : IMemoryHolder, IDisposable
    {
        private readonly BudgetAccount _account;
        private readonly List<(BudgetRequest Request, Task<BudgetTicket> Wait, CancellationTokenSource Cancel)> _requests = [];
        private readonly CancellationTokenSource _cancel = new();
        private Task _admission = Task.CompletedTask;

        public Transfer(MemoryBudget budget, object? owner, bool pins)
        {
            _account = budget.OpenAccount(owner, "a transfer", pins);
            _account.Holder = this;
        }

        public bool IsIdle { get; set; }

        public void Admit(long reserve) => _admission = _account.EnsureReserveAsync(reserve, _cancel.Token).AsTask();

        public void Take(long bytes, bool mayUseReserve)
        {
            // as uploads and downloads do: nothing but the reserve is asked for before it is there, and no part is larger than it
            if (!_admission.IsCompletedSuccessfully)
            {
                return;
            }

            CancellationTokenSource cancel = new();
            BudgetRequest request = _account.Request(Math.Min(bytes, _account.Reserve), mayUseReserve);
            _requests.Add((request, _account.WaitAsync(request, cancel.Token).AsTask(), cancel));
        }

        public void PromoteFirst()
        {
            if (_requests.FirstOrDefault(entry => !entry.Wait.IsCompleted).Request is { } request)
            {
                _account.Promote(request);
            }
        }

        public void GiveOneBack(bool unpinFirst)
        {
            int held = _requests.FindIndex(entry => entry.Wait.IsCompletedSuccessfully);
            if (held >= 0)
            {
                BudgetTicket ticket = _requests[held].Wait.Result;
                _requests.RemoveAt(held);
                if (unpinFirst)
                {
                    ticket.Unpin();
                }

                ticket.Dispose();
            }
        }

        public void CancelOne() => _requests.Find(entry => !entry.Wait.IsCompleted).Cancel?.Cancel();

        public long TakeBack(long bytes)
        {
            if (!IsIdle)
            {
                return 0;
            }

            GiveOneBack(unpinFirst: false);
            return bytes;
        }

        public void Dispose() => _cancel.Dispose();

        /// <summary>Every part that has memory ends, every one that waits gets it; then the transfer does.</summary>
        public async Task EndAsync(FakeTimeProvider time)
        {
            long began = time.GetTimestamp();
            while (!_admission.IsCompleted)
            {
                time.Advance(TimeSpan.FromSeconds(1));
                await Task.Delay(1);
                Assert.True(time.GetElapsedTime(began) < TimeSpan.FromMinutes(20), "an admission waits for ever");
            }

            while (_requests.Count > 0)
            {
                _requests.RemoveAll(entry => entry.Wait.IsCanceled);
                if (_requests.Find(entry => !entry.Wait.IsCompleted).Request is { } request)
                {
                    _account.Promote(request); // the frontier comes to it
                }

                GiveOneBack(unpinFirst: false);
                time.Advance(TimeSpan.FromMilliseconds(100));
                await Task.WhenAll(_requests.Where(entry => entry.Request.IsGranted).Select(entry => entry.Wait));
                Assert.True(time.GetElapsedTime(began) < TimeSpan.FromMinutes(20), "a part waits for ever");
            }

            if (_admission.IsFaulted)
            {
                Assert.IsType<TransferFailedException>(_admission.Exception.InnerException);
            }

            _account.Dispose();
            _cancel.Dispose();
        }
    }
}

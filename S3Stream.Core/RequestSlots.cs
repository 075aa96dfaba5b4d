using System.Runtime.InteropServices;

namespace S3Stream;

/// <summary>
/// The slots for requests that carry object bytes. While some wait, a slot that becomes free goes to the owner that has fewest, and of its
/// transfers to the one that has fewest, so that neither many transfers nor a large one keep the others waiting. Slots are never taken
/// back: a request ends soon, or its time-out ends it. Safe for concurrent use.
/// </summary>
internal sealed class RequestSlots(int count)
{
    private readonly Lock _gate = new();
    private readonly List<Waiter> _waiters = []; // in the order they came
    private readonly Dictionary<object, int> _held = []; // by owner, those with none left out

    /// <summary>Slots that nobody holds.</summary>
    public int Free { get; private set; } = count;

    /// <summary>The slots as one transfer takes them.</summary>
    /// <param name="owner">Whose transfer it is; <see langword="null"/>: the transfer stands for itself.</param>
    public TransferSlots ForTransfer(object? owner) => new(this, owner ?? new object());

    /// <summary>Takes a slot, or waits for one.</summary>
    /// <exception cref="OperationCanceledException">Nothing was taken.</exception>
    public async ValueTask WaitAsync(TransferSlots transfer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var waiter = new Waiter(transfer);
        lock (_gate)
        {
            if (Free > 0)
            {
                Give(transfer);
                return;
            }

            _waiters.Add(waiter);
        }

        await using (cancellationToken.UnsafeRegister(static (state, token) => ((Waiter)state!).Turn.TrySetCanceled(token), waiter)
            .ConfigureAwait(false))
        {
            try
            {
                await waiter.Turn.Task.ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                lock (_gate)
                {
                    _waiters.Remove(waiter);
                }

                throw;
            }
        }
    }

    /// <summary>Gives a slot back that <paramref name="transfer"/> holds.</summary>
    public void Release(TransferSlots transfer)
    {
        lock (_gate)
        {
            transfer.Held--;
            if (--CollectionsMarshal.GetValueRefOrAddDefault(_held, transfer.Owner, out _) == 0)
            {
                _held.Remove(transfer.Owner);
            }

            Free++;
            while (Next() is { } next)
            {
                _waiters.Remove(next);
                if (next.Turn.TrySetResult())
                {
                    Give(next.Transfer);
                    return;
                }
            }
        }
    }

    private void Give(TransferSlots transfer)
    {
        Free--;
        transfer.Held++;
        CollectionsMarshal.GetValueRefOrAddDefault(_held, transfer.Owner, out _)++;
    }

    /// <summary>Whose turn it is; the first of those that are equal.</summary>
    private Waiter? Next() => _waiters.Count == 0
        ? null
        : _waiters.MinBy(waiter => (_held.GetValueOrDefault(waiter.Transfer.Owner), waiter.Transfer.Held));

    private sealed class Waiter(TransferSlots transfer)
    {
        public TransferSlots Transfer { get; } = transfer;

        /// <summary>Whoever sets it first decides: the slot, or the cancellation.</summary>
        public TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

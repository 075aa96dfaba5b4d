using S3Stream.Memory;

namespace S3Stream.Upload;

/// <content>How parts get memory, and what happens when nobody can go on: the three lines of defence of docs/memory.md.</content>
internal sealed partial class PartAssembler
{
    /// <summary>
    /// How long every writer must have waited, with nothing else happening, before a sender in order counts as out of order.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _growth = new(1);
    private readonly CancellationTokenSource _closing = new();
    private int _parked;
    private int _storing;
    private int _spilling;
    private long _events;
    private bool _disordered;

    /// <summary>A part's memory goes to S3 now: it comes back by itself.</summary>
    public void StoringBegins()
    {
        lock (_gate)
        {
            _storing++;
        }
    }

    public void StoringEnds()
    {
        lock (_gate)
        {
            _storing--;
            _events++;
            WakeIfStuck();
        }
    }

    /// <summary>Brings a spilled part that is whole back into memory, to be stored.</summary>
    public async Task LoadAsync(OpenPart part, CancellationToken cancellationToken)
    {
        BudgetTicket ticket = await _account.TakeAsync(
            SlabPool.RoundUp(part.Extent.Length), mayUseReserve: true, cancellationToken).ConfigureAwait(false);
        PartBuffer buffer = new(_services.Slabs, ticket, part.Extent.Length);
        try
        {
            await part.File!.LoadAsync(buffer, part.Extent.Length, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }

        lock (_gate)
        {
            part.Buffer = buffer;
            part.File!.Dispose();
            part.File = null;
        }
    }

    /// <summary>
    /// Withdraws what waits for memory and gives back what is held. The upload has failed or ended and nothing is being stored.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        while (true)
        {
            Task wait;
            lock (_gate)
            {
                OpenPart? busy = _parts.Values.FirstOrDefault(part => part.State is OpenPartState.Opening or OpenPartState.Spilling);
                if (busy is null)
                {
                    foreach (OpenPart part in _parts.Values.ToArray())
                    {
                        Drop(part);
                    }

                    break;
                }

                wait = busy.Changed;
            }

            await wait.ConfigureAwait(false);
        }

        _account.Dispose();
        _closing.Dispose();
        _growth.Dispose();
    }

    private async ValueTask<Memory<byte>> AcquireSlowlyAsync(
        UploadWriter writer, long offset, int size, CancellationToken cancellationToken)
    {
        long seen = -1;
        while (true)
        {
            Task changed;
            OpenPart? victim = null;
            lock (_gate)
            {
                OpenPart part = FindPart(offset);
                if (TryClaim(writer, part, offset, size, out Memory<byte> memory))
                {
                    return memory;
                }

                changed = part.Changed;
                _parked++;
                if (IsStuck && (_disordered || seen == _events))
                {
                    victim = ChooseVictim(part);
                }

                seen = _events;
            }

            try
            {
                if (victim is not null)
                {
                    await SpillAsync(victim).ConfigureAwait(false);
                }
                else
                {
                    await changed.WaitAsync(Grace, _services.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (TimeoutException)
            {
                // Nothing of this part changed for a while: look again whether anybody can go on at all.
            }
            finally
            {
                lock (_gate)
                {
                    _parked--;
                }
            }
        }
    }

    /// <summary>
    /// Every writer waits, and no memory of this upload is about to come back: nobody will ever bring the frontier's bytes.
    /// </summary>
    private bool IsStuck =>
        _parked == _writers && _parked > 0 && _storing == 0 && _spilling == 0
        && !_parts.Values.Any(part => part.Request is { IsGranted: true });

    /// <summary>
    /// Lets the writers that wait look again: the last memory that was about to come back has come, or the last writer that could go on is
    /// gone.
    /// </summary>
    private void WakeIfStuck()
    {
        if (IsStuck)
        {
            foreach (OpenPart part in _parts.Values)
            {
                part.Signal();
            }
        }
    }

    /// <summary>Opens a part: at once if there is memory, else when there is. Under the lock.</summary>
    private OpenPart Open(int number)
    {
        Extent extent = WholeOf(number);
        OpenPart part = new(number, extent);
        _parts.Add(number, part);
        long bytes = SlabPool.RoundUp(extent.Length);
        if (bytes <= _account.Reserve)
        {
            part.Request = _account.Request(bytes, mayUseReserve: number == _frontier);
        }

        _ = OpenAsync(part, bytes); // ends with the part's state; DisposeAsync waits for that
        return part;
    }

    private async Task OpenAsync(OpenPart part, long bytes)
    {
        BudgetTicket? ticket = null;
        Exception? failure = null;
        try
        {
            BudgetRequest request = part.Request ?? await RequestLargerAsync(part, bytes).ConfigureAwait(false);
            ticket = await _account.WaitAsync(request, _closing.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is S3StreamException or OperationCanceledException)
        {
            failure = exception;
        }

        lock (_gate)
        {
            _events++;
            part.Request = null;
            if (ticket is not null)
            {
                part.Buffer = new PartBuffer(_services.Slabs, ticket, part.Extent.Length);
                part.State = OpenPartState.Filling;
            }
            else
            {
                part.State = OpenPartState.Done;
                FailLocked(failure!);
            }

            if (_failure is not null)
            {
                part.ReleaseIfUnclaimed();
            }

            part.Signal();
        }
    }

    /// <summary>A part larger than the reserve: the reserve grows first, so that the frontier stays able to use it.</summary>
    private async Task<BudgetRequest> RequestLargerAsync(OpenPart part, long bytes)
    {
        await _growth.WaitAsync(_closing.Token).ConfigureAwait(false);
        try
        {
            await _account.EnsureReserveAsync(bytes, _closing.Token).ConfigureAwait(false);
        }
        finally
        {
            _growth.Release();
        }

        lock (_gate)
        {
            part.Request = _account.Request(bytes, mayUseReserve: part.Number == _frontier);
            return part.Request;
        }
    }
}

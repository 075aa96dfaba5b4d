using S3Stream.Memory;
using S3Stream.Storage;

namespace S3Stream.Upload;

/// <summary>
/// Puts bytes into their parts: gives writers memory, notes what has arrived, and hands a part on once it is whole. Holds the upload path's
/// only lock, never across an await or a call out (the memory budget's own lock nests inside it); what it is made of is guarded by that
/// lock. Safe for concurrent use.
/// </summary>
internal sealed class PartAssembler : IPartSink, IAsyncDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly UploadParts _parts;
    private readonly UploadScheduler _scheduler;
    private readonly UploadFailures _failures;
    private readonly UploadState _state;
    private readonly UploadFrontier _frontier;
    private readonly StallDetector _stall;
    private readonly PartMemory _memory;
    private readonly WriterClaims _claims;
    private long _received;

    /// <param name="address">For messages.</param>
    /// <param name="layout">Which part holds which bytes.</param>
    /// <param name="manifest">What is stored already; this class guards it from now on.</param>
    /// <param name="services">Memory and settings.</param>
    /// <param name="account">The upload's share of the budget; its reserve holds the first part. Owned from now on.</param>
    /// <param name="scheduler">Takes over parts that are whole.</param>
    public PartAssembler(
        ObjectAddress address,
        UploadLayout layout,
        UploadManifest manifest,
        TransferServices services,
        BudgetAccount account,
        UploadScheduler scheduler)
    {
        _parts = new UploadParts(layout, manifest);
        _scheduler = scheduler;
        _failures = new UploadFailures(address, layout);
        _state = new UploadState(address, _parts);
        _frontier = new UploadFrontier(_parts, account);
        _stall = new StallDetector(_parts);
        _memory = new PartMemory(_parts, _state, _frontier, _stall, account, services.Slabs, _closing.Token);
        PartSpiller spiller = new(_parts, _state, _stall, _failures, services, _closing.Token);
        account.Holder = new IdleParts(_parts, _frontier, _state, spiller, _stall, services.Options.TimeProvider);
        _claims = new WriterClaims(_parts, _memory, spiller, _state, _stall, _failures, services.Options.TimeProvider);
        _received = manifest.Length;
        _frontier.Advance();
    }

    /// <summary>Completes with the first failure; never otherwise.</summary>
    public Task<Exception> Failed => _state.Failed;

    public long BytesReceived => Volatile.Read(ref _received);

    /// <summary>The offset behind the last byte that has arrived or was found stored.</summary>
    public long End
    {
        get
        {
            lock (_parts.Gate)
            {
                return _parts.End;
            }
        }
    }

    public long BytesStored
    {
        get
        {
            lock (_parts.Gate)
            {
                return _parts.Stored.Length;
            }
        }
    }

    public IReadOnlyList<Extent> StoredExtents
    {
        get
        {
            lock (_parts.Gate)
            {
                return _parts.Stored.Extents;
            }
        }
    }

    public void OpenWriter()
    {
        lock (_parts.Gate)
        {
            _state.ThrowIfOver();
            _stall.WriterOpened();
        }
    }

    public void CloseWriter(UploadWriter writer)
    {
        lock (_parts.Gate)
        {
            _stall.WriterClosed();
            if (writer.Lease is { } lease)
            {
                writer.Lease = null;
                _claims.End(lease);
            }

            _stall.WakeIfStuck();
        }
    }

    public ValueTask<Memory<byte>> AcquireAsync(UploadWriter writer, long offset, int size, CancellationToken cancellationToken) =>
        _claims.AcquireAsync(writer, offset, size, cancellationToken);

    /// <summary>Marks bytes as arrived; when that makes a part whole, hands the part on.</summary>
    public void Commit(UploadWriter writer, int count)
    {
        WriterLease lease = writer.Lease ?? throw new InvalidOperationException("No memory is acquired. Call AcquireAsync first.");
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, lease.Claim.Length);
        if (lease.IsScratch && count > 0)
        {
            _claims.CommitScratch(lease, writer.Scratch.AsSpan(0, count));
        }

        OpenPart? whole;
        lock (_parts.Gate)
        {
            writer.Lease = null;
            _stall.Note();
            if (!_state.HasFailed && lease.Part.State is not OpenPartState.Done)
            {
                _received += lease.Part.Coverage.Add(new Extent(lease.Claim.Offset, count));
            }

            _claims.End(lease);
            whole = TakeIfWhole(lease.Part);
        }

        if (whole is not null)
        {
            _scheduler.Start(whole, this);
        }
    }

    /// <summary>
    /// Reserves every part that <paramref name="extent"/> covers as a whole and that nobody has begun; the caller has them copied by S3, so
    /// that nobody writes them and they take no memory. <c>Others</c> is what else of the extent is missing.
    /// </summary>
    public (IReadOnlyList<OpenPart> Parts, IReadOnlyList<Extent> Others) ReserveCopies(Extent extent)
    {
        lock (_parts.Gate)
        {
            _state.ThrowIfOver();
            if (extent.End > _parts.Layout.MaxLength)
            {
                throw _state.Fail(_failures.BeyondEnd(extent.End - 1));
            }

            CopyPlan plan = CopyPlan.For(extent, _parts);
            OpenPart[] parts = [.. plan.Parts.Select(ReserveCopy)];
            _frontier.Advance();
            return (parts, plan.Others);
        }
    }

    /// <summary>
    /// Ends the object: checks that every byte below <paramref name="length"/> has arrived and none above, hands the last part on, and
    /// returns it when it is the only one and nothing was handed on (it is then the caller's, to be stored by one PutObject). Empty object:
    /// an empty part.
    /// </summary>
    public OpenPart? EndAt(long length)
    {
        OpenPart? last;
        lock (_parts.Gate)
        {
            _state.ThrowIfOver();
            if (_stall.Writers > 0)
            {
                throw new InvalidOperationException(
                    $"{_stall.Writers} writers are still open. Dispose every writer before completing the upload.");
            }

            if (new CompletenessCheck(_parts, _failures).FindFault(length) is { } fault)
            {
                throw _state.Fail(fault);
            }

            _state.Complete();
            bool single = _parts.Stored.Length == 0 && _frontier.Number == 1;
            if (length == 0)
            {
                return new OpenPart(1, new Extent(0, 0)) { State = OpenPartState.Whole };
            }

            last = _parts.Find(_parts.Layout.PartNumberAt(length - 1));
            if (last is null || last.State is OpenPartState.Whole)
            {
                return null;
            }

            last.Extent = Extent.Between(last.Extent.Offset, length);
            last.State = OpenPartState.Whole;
            if (single && last.Buffer is not null)
            {
                return last;
            }
        }

        _scheduler.Start(last, this);
        return null;
    }

    /// <summary>Ends the upload with a failure, unless one came first. Memory that no writer fills is given back at once.</summary>
    public void Fail(Exception failure)
    {
        lock (_parts.Gate)
        {
            _state.Fail(failure);
        }
    }

    /// <inheritdoc/>
    public async Task PrepareAsync(OpenPart part, CancellationToken cancellationToken)
    {
        if (part.Buffer is null)
        {
            await _memory.LoadAsync(part, cancellationToken).ConfigureAwait(false);
        }

        lock (_parts.Gate)
        {
            part.IsSending = true;
            _stall.SendingBegins();
        }
    }

    /// <inheritdoc/>
    public void Stored(OpenPart part, StoredPart stored)
    {
        lock (_parts.Gate)
        {
            _parts.Stored.Add(stored, part.Extent, isResumable: part.Extent == _parts.Layout.ExtentOf(part.Number));
            Drop(part);
        }
    }

    /// <inheritdoc/>
    public void Dropped(OpenPart part, Exception failure)
    {
        lock (_parts.Gate)
        {
            _state.Fail(failure);
            if (part.State is not OpenPartState.Done)
            {
                Drop(part);
            }
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
            lock (_parts.Gate)
            {
                OpenPart? busy = _parts.Open.FirstOrDefault(part => part.State is OpenPartState.Opening or OpenPartState.Spilling);
                if (busy is null)
                {
                    foreach (OpenPart part in _parts.Open.ToArray())
                    {
                        Drop(part);
                    }

                    break;
                }

                wait = busy.Changed;
            }

            await wait.ConfigureAwait(false);
        }

        _memory.Dispose();
        _closing.Dispose();
    }

    /// <summary>The part, if it has become whole just now and is to be stored.</summary>
    private OpenPart? TakeIfWhole(OpenPart part)
    {
        if (_state.HasFailed
            || _parts.Layout.IsSinglePart
            || part.State is not (OpenPartState.Filling or OpenPartState.Spilled)
            || !part.IsCovered)
        {
            return null;
        }

        part.State = OpenPartState.Whole;
        part.Buffer?.Unpin();
        _frontier.Pass(part.Number);
        _frontier.Advance();
        return part;
    }

    private OpenPart ReserveCopy(int number)
    {
        var part = new OpenPart(number, _parts.Layout.ExtentOf(number)) { State = OpenPartState.Whole };
        _received += part.Coverage.Add(new Extent(0, part.Extent.Length));
        _parts.Add(part);
        _frontier.Pass(number);
        return part;
    }

    private void Drop(OpenPart part)
    {
        _stall.Note();
        _parts.Drop(part);
        if (part.IsSending)
        {
            part.IsSending = false;
            _stall.SendingEnds();
        }
    }
}

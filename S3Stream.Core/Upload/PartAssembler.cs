using S3Stream.Addressing;
using S3Stream.Memory;
using S3Stream.Storage;

namespace S3Stream.Upload;

/// <summary>
/// Puts bytes into their parts: gives writers memory, notes what has arrived, and hands a part on once it is whole. Holds the upload path's
/// only lock, never across an await or a call out (the memory budget's own lock nests inside it).
/// </summary>
/// <remarks>
/// Progress: the <em>frontier</em> is the lowest part that is not whole. Only it may use the account's reserve, so the writer that brings
/// the lowest missing byte always gets memory, whatever the others hold. Parts below the frontier are being stored and give their memory
/// back by themselves.
/// </remarks>
internal sealed partial class PartAssembler : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, OpenPart> _parts = [];
    private readonly HashSet<int> _wholeAhead = [];
    private readonly UploadManifest _manifest;
    private readonly PartLayout _layout;
    private readonly long? _declaredLength;
    private readonly ObjectAddress _address;
    private readonly TransferServices _services;
    private readonly BudgetAccount _account;
    private readonly Action<OpenPart> _store;
    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _failure;
    private int _frontier = 1;
    private long _received;
    private int _writers;
    private bool _ended;

    /// <param name="address">For messages.</param>
    /// <param name="layout">Which part holds which bytes.</param>
    /// <param name="declaredLength">The object's length, where the sender declared it.</param>
    /// <param name="manifest">What is stored already; this class guards it from now on.</param>
    /// <param name="services">Memory and settings.</param>
    /// <param name="account">The upload's share of the budget; its reserve holds the first part.</param>
    /// <param name="store">Takes over a part that is whole. Called outside the lock, must not block.</param>
    public PartAssembler(
        ObjectAddress address,
        PartLayout layout,
        long? declaredLength,
        UploadManifest manifest,
        TransferServices services,
        BudgetAccount account,
        Action<OpenPart> store)
    {
        _address = address;
        _layout = layout;
        _declaredLength = declaredLength;
        _manifest = manifest;
        _services = services;
        _account = account;
        _store = store;
        _received = manifest.Length;
        AdvanceFrontier();
    }

    /// <summary>Completes with the first failure; never otherwise.</summary>
    public Task<Exception> Failed => _failed.Task;

    public long BytesReceived => Volatile.Read(ref _received);

    public long BytesStored
    {
        get
        {
            lock (_gate)
            {
                return _manifest.Length;
            }
        }
    }

    public IReadOnlyList<Extent> StoredExtents
    {
        get
        {
            lock (_gate)
            {
                return _manifest.Extents;
            }
        }
    }

    /// <summary>True when the whole object is one part and nothing of it went to S3: it is stored by one PutObject at the end.</summary>
    private bool IsSinglePart => _declaredLength is { } length && length <= _layout.FirstPartSize;

    public void OpenWriter()
    {
        lock (_gate)
        {
            ThrowIfOver();
            _writers++;
            _events++;
        }
    }

    public void CloseWriter(UploadWriter writer)
    {
        lock (_gate)
        {
            _writers--;
            _events++;
            if (writer.Lease is { } lease)
            {
                writer.Lease = null;
                EndClaim(lease);
            }

            WakeIfStuck();
        }
    }

    public ValueTask<Memory<byte>> AcquireAsync(UploadWriter writer, long offset, int size, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<Memory<byte>>(cancellationToken);
        }

        OpenPart part;
        lock (_gate)
        {
            if (writer.Lease is not null)
            {
                throw new InvalidOperationException(
                    "The memory acquired before was not committed. Call Commit, with 0 to give it back unused.");
            }

            _disordered |= offset < writer.Position;
            part = FindPart(offset);
            if (TryClaim(writer, part, offset, size, out Memory<byte> memory))
            {
                return new ValueTask<Memory<byte>>(memory);
            }
        }

        return AcquireSlowlyAsync(writer, offset, size, cancellationToken);
    }

    /// <summary>Marks bytes as arrived; when that makes a part whole, hands the part on.</summary>
    public void Commit(UploadWriter writer, int count)
    {
        WriterLease lease = writer.Lease ?? throw new InvalidOperationException("Nothing is acquired. Call AcquireAsync first.");
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, lease.Claim.Length);
        if (lease.IsScratch && count > 0)
        {
            CommitScratch(lease, writer.Scratch.AsSpan(0, count));
        }

        OpenPart? whole;
        lock (_gate)
        {
            writer.Lease = null;
            _events++;
            if (_failure is null && lease.Part.State is not OpenPartState.Done)
            {
                _received += lease.Part.Coverage.Add(new Extent(lease.Claim.Offset, count));
            }

            EndClaim(lease);
            whole = TakeIfWhole(lease.Part);
        }

        if (whole is not null)
        {
            _store(whole);
        }
    }

    /// <summary>Notes that S3 has acknowledged a part, and gives its memory back.</summary>
    public void PartStored(OpenPart part, StoredPart stored)
    {
        lock (_gate)
        {
            _manifest.Add(stored, part.Extent, isResumable: part.Extent == WholeOf(part.Number));
            Drop(part);
        }
    }

    /// <summary>Gives up a part that could not be stored.</summary>
    public void PartDropped(OpenPart part)
    {
        lock (_gate)
        {
            Drop(part);
        }
    }

    /// <summary>
    /// Ends the object: checks that every byte below <paramref name="length"/> has arrived and none above, hands the last part on, and
    /// returns it when it is the only one and nothing was handed on (it is then the caller's, to be stored by one PutObject). Empty object:
    /// an empty part.
    /// </summary>
    public OpenPart? End(long length)
    {
        OpenPart? last;
        lock (_gate)
        {
            ThrowIfOver();
            if (_writers > 0)
            {
                throw new InvalidOperationException(
                    $"{_writers} writers are still open. Dispose every writer before completing the upload.");
            }

            CheckCoverage(length);
            _ended = true;
            bool single = _manifest.Length == 0 && _frontier == 1;
            if (length == 0)
            {
                return new OpenPart(1, new Extent(0, 0)) { State = OpenPartState.Whole };
            }

            last = _parts.GetValueOrDefault(_layout.PartNumberAt(length - 1));
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

        _store(last);
        return null;
    }

    /// <summary>Ends the upload with a failure, unless one came first. Memory that no writer fills is given back at once.</summary>
    public void Fail(Exception failure)
    {
        lock (_gate)
        {
            FailLocked(failure);
        }
    }

    private void CheckCoverage(long length)
    {
        if (_declaredLength is { } declared && declared != length)
        {
            throw FailLocked(new TransferFailedException(
                FailureReason.Incomplete, $"{_address}: {length} bytes came and {declared} were declared; no object was made.")
            { At = Extent.Between(Math.Min(length, declared), Math.Max(length, declared)) });
        }

        IEnumerable<long> ends = _parts.Values
            .Where(part => part.Coverage.Length > 0)
            .Select(part => part.Extent.Offset + part.Coverage.End);
        long end = Math.Max(_manifest.End, ends.DefaultIfEmpty().Max());
        if (end > length)
        {
            throw FailLocked(new TransferFailedException(
                FailureReason.Invalid, $"{_address}: bytes up to {end} came, beyond the end of the object at {length}; no object was made.")
            { At = Extent.Between(length, end) });
        }

        if (FirstGap(length) is { } gap)
        {
            throw FailLocked(new TransferFailedException(
                FailureReason.Incomplete, $"{_address}: the bytes {gap} of {length} never came; no object was made.")
            { At = gap });
        }
    }

    private Extent? FirstGap(long length)
    {
        for (long offset = 0; offset < length;)
        {
            int number = _layout.PartNumberAt(offset);
            Extent extent = _layout.ExtentOf(number).Intersect(new Extent(0, length));
            if (!_manifest.Contains(number))
            {
                OpenPart? part = _parts.GetValueOrDefault(number);
                Extent? gap = part is null ? new Extent(0, extent.Length) : part.Coverage.FirstGap(new Extent(0, extent.Length));
                if (gap is { } missing)
                {
                    return new Extent(extent.Offset + missing.Offset, missing.Length);
                }
            }

            offset = extent.End;
        }

        return null;
    }
}

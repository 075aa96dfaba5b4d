using System.Buffers;
using System.IO.Pipelines;

namespace S3Stream.Sequential;

/// <summary>
/// A download as a <see cref="PipeReader"/> without a copy: the sequences it shows lie in the leased slabs, which go back as they are
/// consumed. One caller at a time; <see cref="CancelPendingRead"/> from any thread. Owns the download unless told otherwise.
/// </summary>
internal sealed class DownloadPipeReader(ObjectDownload download, bool leaveOpen) : PipeReader
{
    private const int CarriedBytes = 64 * 1024;

    private readonly PendingCancel _cancel = new();
    private LeaseNode? _first;
    private LeaseNode? _last;
    private int _start;
    private bool _isExamined = true;
    private bool _isEnd;
    private bool _isCompleted;

    public override bool TryRead(out ReadResult result)
    {
        ThrowIfCompleted();
        if (_isExamined && !_isEnd && download.TryRead(out ReadLease lease))
        {
            Append(lease);
        }

        bool isCanceled = _cancel.Take();
        result = new ReadResult(Buffer(), isCanceled, _isEnd);
        return isCanceled || !_isExamined || _isEnd;
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (TryRead(out ReadResult ready))
        {
            return ready;
        }

        CarryRest();
        using CancellationTokenSource? both = _cancel.Link(cancellationToken);
        try
        {
            Append(await download.ReadAsync(both?.Token ?? _cancel.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (_cancel.IsRequested && !cancellationToken.IsCancellationRequested)
        {
            // cancelled by CancelPendingRead, which the result says
        }
        catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }

        return new ReadResult(Buffer(), _cancel.Take(), _isEnd);
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        ThrowIfCompleted();
        if (_first is null || consumed.GetObject() is not LeaseNode node)
        {
            return;
        }

        _isExamined = ReferenceEquals(examined.GetObject(), _last) && examined.GetInteger() == _last!.Memory.Length;
        _start = consumed.GetInteger();
        while (!ReferenceEquals(_first, node))
        {
            DropFirst();
        }

        while (_first is not null && _start == _first.Memory.Length)
        {
            DropFirst();
            _start = 0;
        }

        _isExamined |= _first is null;
    }

    public override void CancelPendingRead() => _cancel.Cancel();

    public override void Complete(Exception? exception = null)
    {
        GiveBackAll();
        if (!leaveOpen)
        {
            download.Stop();
        }
    }

    public override async ValueTask CompleteAsync(Exception? exception = null)
    {
        GiveBackAll();
        if (!leaveOpen)
        {
            await download.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void ThrowIfCompleted()
    {
        if (_isCompleted)
        {
            throw new InvalidOperationException("The reader was completed: there is nothing more to read from it.");
        }
    }

    private ReadOnlySequence<byte> Buffer() =>
        _first is null ? default : new ReadOnlySequence<byte>(_first, _start, _last!, _last!.Memory.Length);

    private void Append(ReadLease lease)
    {
        if (lease.IsEnd)
        {
            _isEnd = true;
            return;
        }

        Append(new LeaseNode(lease));
        _isExamined = false;
    }

    private void Append(LeaseNode node)
    {
        _last?.Append(node);
        _first ??= node;
        _last = node;
    }

    /// <summary>
    /// Before a wait for more bytes, moves a short rest that the caller examined but could not consume (half a line, say) out of its slab:
    /// a slab that is held keeps its range's memory from the next range, which the rest of the line may be in.
    /// </summary>
    private void CarryRest()
    {
        ReadOnlySequence<byte> rest = Buffer();
        if (_first is null || rest.Length > CarriedBytes)
        {
            return;
        }

        // copy: at most 64 KiB, and only where a piece of the caller's data spans two slabs
        var carried = new LeaseNode(rest.ToArray());
        DropAll();
        Append(carried);
    }

    private void GiveBackAll()
    {
        _isCompleted = true;
        DropAll();
    }

    private void DropAll()
    {
        while (_first is not null)
        {
            DropFirst();
        }

        _start = 0;
    }

    private void DropFirst()
    {
        LeaseNode dropped = _first!;
        _first = dropped.NextNode;
        _last = _first is null ? null : _last;
        dropped.GiveBack();
    }
}

using System.Buffers;
using System.IO.Pipelines;

namespace S3Stream.Sequential;

/// <summary>
/// A run of an upload's bytes as a <see cref="PipeWriter"/>. One caller at a time; <see cref="CancelPendingFlush"/> from any thread. What
/// <see cref="GetMemory"/> gives is part memory where some is at hand: a flush acquires ahead, for as much as the caller has shown to write. Where none
/// is (before the first flush, or when more is asked for in one piece than the slab has left), it is a buffer that the flush copies.
/// </summary>
internal sealed class UploadPipeWriter(ObjectUpload upload, long offset) : PipeWriter
{
    private const int LeastBuffer = 4096;

    private readonly UploadWriter _writer = upload.OpenWriter();
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private Memory<byte> _part;
    private int _inPart;
    private long _position = offset;
    private int _lastFlush;
    private bool _isBuffering;
    private bool _isCompleted;
    private int _isCancelRequested;
    private CancellationTokenSource _cancelFlush = new();

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _inPart + _buffer.WrittenCount;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        ThrowIfCompleted();
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        _isBuffering |= _part.Length - _inPart < Math.Max(sizeHint, 1);
        return _isBuffering ? _buffer.GetMemory(Math.Max(sizeHint, LeastBuffer)) : _part[_inPart..];
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        ThrowIfCompleted();
        if (_isBuffering)
        {
            _buffer.Advance(bytes);
            return;
        }

        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, _part.Length - _inPart);
        _inPart += bytes;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        FlushAsync(ReadOnlyMemory<byte>.Empty, acquireAhead: true, cancellationToken);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
        FlushAsync(source, acquireAhead: false, cancellationToken);

    public override void CancelPendingFlush()
    {
        Volatile.Write(ref _isCancelRequested, 1);
        _cancelFlush.Cancel();
    }

    public override void Complete(Exception? exception = null)
    {
        if (_isCompleted)
        {
            return;
        }

        if (exception is null && _buffer.WrittenCount > 0)
        {
            throw new InvalidOperationException($"{UnflushedBytes} bytes are not flushed. Flush before {nameof(Complete)}, or use {nameof(CompleteAsync)}.");
        }

        _isCompleted = true;
        if (exception is null)
        {
            CommitPart();
        }

        _writer.Dispose();
    }

    public override async ValueTask CompleteAsync(Exception? exception = null)
    {
        if (exception is null && !_isCompleted)
        {
            await WriteBufferAsync(CancellationToken.None).ConfigureAwait(false);
        }

        Complete(exception);
    }

    private async ValueTask<FlushResult> FlushAsync(ReadOnlyMemory<byte> more, bool acquireAhead, CancellationToken cancellationToken)
    {
        ThrowIfCompleted();
        cancellationToken.ThrowIfCancellationRequested();
        CancellationTokenSource cancelFlush = _cancelFlush;
        using CancellationTokenSource? both = cancellationToken.CanBeCanceled
            ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, cancelFlush.Token)
            : null;
        CancellationToken either = both?.Token ?? cancelFlush.Token;
        long before = _position;
        try
        {
            await WriteBufferAsync(either).ConfigureAwait(false);
            _position = await _writer.WriteAtAsync(_position, more, either).ConfigureAwait(false);
            _lastFlush = (int)Math.Min(int.MaxValue, _position - before);
            if (acquireAhead && _lastFlush > 0)
            {
                _part = await _writer.AcquireAsync(_position, _lastFlush, either).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancelFlush.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // CancelPendingFlush: the result says so
        }

        return new FlushResult(isCanceled: TakeCancelRequest(), isCompleted: false);
    }

    private async ValueTask WriteBufferAsync(CancellationToken cancellationToken)
    {
        CommitPart();
        _position = await _writer.WriteAtAsync(_position, _buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
        _buffer.ResetWrittenCount();
        _isBuffering = false;
    }

    private void CommitPart()
    {
        if (!_part.IsEmpty)
        {
            _writer.Commit(_inPart);
            _position += _inPart;
            _part = default;
            _inPart = 0;
        }
    }

    private bool TakeCancelRequest()
    {
        if (Interlocked.Exchange(ref _isCancelRequested, 0) == 0)
        {
            return false;
        }

        _cancelFlush = new CancellationTokenSource();
        return true;
    }

    private void ThrowIfCompleted()
    {
        if (_isCompleted)
        {
            throw new InvalidOperationException("The writer was completed: nothing more can be written to it.");
        }
    }
}

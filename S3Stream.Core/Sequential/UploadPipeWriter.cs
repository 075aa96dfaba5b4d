using System.Buffers;
using System.IO.Pipelines;
using S3Stream.Memory;

namespace S3Stream.Sequential;

/// <summary>
/// A run of an upload's bytes as a <see cref="PipeWriter"/>. One caller at a time; <see cref="CancelPendingFlush"/> from any thread. What
/// <see cref="GetMemory"/> gives is part memory where some is at hand: a flush acquires ahead, for as much as the caller has shown to
/// write. Where none is (before the first flush, or when more is asked for in one piece than the slab has left), it is a buffer that the
/// flush copies.
/// </summary>
internal sealed class UploadPipeWriter(ObjectUpload upload, long offset) : PipeWriter
{
    private const int MinBuffer = 4096;

    private readonly UploadWriter _writer = upload.OpenWriter();
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly PendingCancel _cancel = new();
    private Memory<byte> _part;
    private int _inPart;
    private long _position = offset;
    private int _sent;
    private bool _isBuffering;
    private bool _isCompleted;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _inPart + _buffer.WrittenCount - _sent;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        ThrowIfCompleted();
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        _isBuffering |= _part.Length - _inPart < Math.Max(sizeHint, 1);
        return _isBuffering ? _buffer.GetMemory(Math.Max(sizeHint, MinBuffer)) : _part[_inPart..];
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

    public override void CancelPendingFlush() => _cancel.Cancel();

    public override void Complete(Exception? exception = null)
    {
        if (_isCompleted)
        {
            return;
        }

        if (exception is null && _buffer.WrittenCount > 0)
        {
            throw new InvalidOperationException(
                $"{UnflushedBytes} bytes are not flushed. Flush before {nameof(Complete)}, or use {nameof(CompleteAsync)}.");
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
            CommitPart();
            await SendBufferAsync(CancellationToken.None).ConfigureAwait(false);
        }

        Complete(exception);
    }

    private async ValueTask<FlushResult> FlushAsync(ReadOnlyMemory<byte> more, bool acquireAhead, CancellationToken cancellationToken)
    {
        ThrowIfCompleted();
        cancellationToken.ThrowIfCancellationRequested();
        using CancellationTokenSource? both = _cancel.Link(cancellationToken);
        CancellationToken either = both?.Token ?? _cancel.Token;
        try
        {
            long flushed = UnflushedBytes;
            CommitPart();
            await SendBufferAsync(either).ConfigureAwait(false);
            while (!more.IsEmpty)
            {
                more = more[await SendAsync(more, either).ConfigureAwait(false)..];
            }

            if (acquireAhead && flushed > 0 && MayGoOn())
            {
                int size = (int)Math.Min(flushed, SlabPool.SlabSize);
                _part = await _writer.AcquireAsync(_position, size, either).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_cancel.IsRequested && !cancellationToken.IsCancellationRequested)
        {
            // cancelled by CancelPendingFlush, which the result says
        }
        finally
        {
            // a flush that was cancelled keeps what it did not send for the next one
            _buffer.Write(more.Span);
            _isBuffering = UnflushedBytes > 0;
        }

        return new FlushResult(isCanceled: _cancel.Take(), isCompleted: false);
    }

    /// <summary>
    /// False at the declared end: to ask for memory there would fail the upload, and the caller may just have ended.
    /// </summary>
    private bool MayGoOn() =>
        upload.DeclaredLength != _position && !upload.StoredExtents.Any(extent => extent.Contains(_position));

    private async ValueTask SendBufferAsync(CancellationToken cancellationToken)
    {
        while (_sent < _buffer.WrittenCount)
        {
            _sent += await SendAsync(_buffer.WrittenMemory[_sent..], cancellationToken).ConfigureAwait(false);
        }

        _sent = 0;
        _buffer.ResetWrittenCount();
    }

    private async ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        int count = await _writer.WriteSomeAsync(_position, bytes, cancellationToken).ConfigureAwait(false);
        _position += count;
        return count;
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

    private void ThrowIfCompleted()
    {
        if (_isCompleted)
        {
            throw new InvalidOperationException("The writer was completed: nothing more can be written to it.");
        }
    }
}

using S3Stream.Storage.Failures;

namespace S3Stream.Storage.Bodies;

/// <summary>
/// The body of a ranged read, straight from the connection: reads go into the caller's memory without a copy. An end before the range's
/// end, bytes after it and a connection that stalls are failures, as everything the store reports is a <see cref="StorageException"/>. One
/// reader at a time.
/// </summary>
internal sealed class RangeBodyStream : Stream
{
    private readonly Stream _inner;
    private readonly IDisposable _response;
    private readonly StoreCall _call;
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _stop;
    private long _left;

    /// <param name="inner">The connection's stream.</param>
    /// <param name="response">What to dispose with it.</param>
    /// <param name="length">Bytes that must come.</param>
    /// <param name="call">The request, for failures.</param>
    /// <param name="limit">The time one read may wait for its first byte.</param>
    /// <param name="timeProvider">The clock.</param>
    public RangeBodyStream(Stream inner, IDisposable response, long length, StoreCall call, TimeSpan limit, TimeProvider timeProvider)
    {
        _inner = inner;
        _response = response;
        _left = length;
        _call = call;
        _limit = limit;
        _stop = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timeProvider);
    }

    /// <summary>
    /// HTTP itself holds the body to its length (Content-Length). Otherwise a read that reaches the last byte looks for more.
    /// </summary>
    public bool IsDelimited { get; init; } = true;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || _left == 0)
        {
            return 0;
        }

        int count = await ReadOnceAsync(buffer[..(int)Math.Min(buffer.Length, _left)], cancellationToken).ConfigureAwait(false);
        if (count == 0)
        {
            throw StoreFailure.Create(
                FailureReason.Unavailable, _call, $"the answer ended {_left} bytes before the end of the range",
                errorCode: "IncompleteAnswer");
        }

        _left -= count;
        if (_left == 0 && !IsDelimited)
        {
            await RequireEndAsync(cancellationToken).ConfigureAwait(false);
        }

        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Ranges are read asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _response.Dispose();
            _stop.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask RequireEndAsync(CancellationToken cancellationToken)
    {
        if (await ReadOnceAsync(new byte[1], cancellationToken).ConfigureAwait(false) > 0)
        {
            throw StoreFailure.Create(
                FailureReason.Corrupt, _call, "the answer goes on after the end of the range", StoreFailure.OverlongAnswer);
        }
    }

    private async ValueTask<int> ReadOnceAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        // The clock only runs while a read waits: a consumer that takes its time between reads is no stall of the store.
        _stop.CancelAfter(_limit);
        try
        {
            using (cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _stop))
            {
                return await _inner.ReadAsync(buffer, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException($"{_call} was cancelled.", exception, cancellationToken);
        }
        catch (OperationCanceledException exception)
        {
            throw StoreFailure.NoProgress(_call, _limit, exception);
        }
        catch (IOException exception)
        {
            throw StoreFailure.From(exception, _call);
        }
        finally
        {
            _stop.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }
}

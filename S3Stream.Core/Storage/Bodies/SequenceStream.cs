using System.Buffers;
using System.Diagnostics;

namespace S3Stream.Storage.Bodies;

/// <summary>
/// A request body over part memory. <see cref="CopyToAsync(Stream, int, CancellationToken)"/> hands the memory to the connection in few
/// large writes, without a copy; it can be rewound. The memory belongs to the caller of the store: <see cref="CloseAsync"/> waits until
/// nothing reads it any more. Used by one request at a time.
/// </summary>
internal sealed class SequenceStream : Stream
{
    private readonly ReadOnlySequence<byte> _bytes;
    private readonly WriteSize _size;
    private readonly Action? _progress;
    private readonly Lock _lock = new();
    private TaskCompletionSource? _writing;
    private volatile bool _closed;
    private long _position;

    /// <param name="bytes">The body.</param>
    /// <param name="size">How large a write may be.</param>
    /// <param name="progress">Called after each write that the connection took.</param>
    public SequenceStream(ReadOnlySequence<byte> bytes, WriteSize size, Action? progress)
    {
        _bytes = bytes;
        _size = size;
        _progress = progress;
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _bytes.Length;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Length);
            _position = value;
        }
    }

    /// <summary>
    /// Ends all access to the memory: later reads throw, and a write that is under way has ended when this returns. Cancel the request
    /// first.
    /// </summary>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _closed = true;
            return _writing?.Task ?? Task.CompletedTask;
        }
    }

    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        TaskCompletionSource ended = BeginWriting();
        try
        {
            while (_position < Length)
            {
                ReadOnlyMemory<byte> piece = _bytes.Slice(_position).First;
                piece = piece[..Math.Min(piece.Length, _size.Bytes)];
                long began = Stopwatch.GetTimestamp();
                await destination.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
                _size.Note(piece.Length, Stopwatch.GetElapsedTime(began));
                _position += piece.Length;
                _progress?.Invoke();
            }
        }
        catch
        {
            _size.NoteFailure();
            throw;
        }
        finally
        {
            ended.SetResult();
        }
    }

    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        int count = (int)Math.Min(buffer.Length, Length - _position);

        // copy: only for a reader that wants the bytes in its own buffer, which is the SDK when it signs a payload's SHA-256
        _bytes.Slice(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer.AsSpan(offset, count)));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private TaskCompletionSource BeginWriting()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            return _writing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}

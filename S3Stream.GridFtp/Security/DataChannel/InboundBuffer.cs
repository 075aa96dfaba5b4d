using System.Buffers;
using System.Diagnostics;

namespace S3Stream.GridFtp.Security;

/// <summary>
/// Received bytes that wait to be decrypted, in a pooled array that is held only while there are any. One user at a time, between
/// <see cref="Enter"/> and <see cref="Leave"/>; <see cref="Dispose"/> may come from another thread meanwhile, and the array then goes back
/// at Leave.
/// </summary>
internal sealed class InboundBuffer(int capacity) : IDisposable
{
    private readonly Lock _lock = new();
    private byte[]? _array;
    private int _start;
    private int _end;
    private bool _inUse;
    private bool _disposed;

    public bool IsEmpty => _start == _end;

    public ReadOnlySpan<byte> Received => _array.AsSpan(_start, _end - _start);

    /// <summary>Where to receive into; never empty, for a record always fits.</summary>
    public Memory<byte> Free
    {
        get
        {
            if (_start > 0)
            {
                // copy: less than one record, so that the next receive has room
                _array.AsSpan(_start, _end - _start).CopyTo(_array);
                _end -= _start;
                _start = 0;
            }

            return _array.AsMemory(_end, capacity - _end);
        }
    }

    public void Enter()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Debug.Assert(!_inUse, "One reader at a time.");
            _inUse = true;
            _array ??= ArrayPool<byte>.Shared.Rent(capacity);
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            _inUse = false;
            if (_disposed || IsEmpty)
            {
                Return();
            }
        }
    }

    public void Add(int count) => _end += count;

    /// <summary>Takes the first <paramref name="count"/> bytes; they stay in place until the next receive.</summary>
    public ArraySegment<byte> Consume(int count)
    {
        var taken = new ArraySegment<byte>(_array!, _start, count);
        _start += count;
        return taken;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            if (!_inUse)
            {
                Return();
            }
        }
    }

    private void Return()
    {
        if (_array is { } array)
        {
            _array = null;
            _start = 0;
            _end = 0;
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}

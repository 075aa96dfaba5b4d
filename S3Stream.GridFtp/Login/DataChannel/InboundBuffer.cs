using System.Buffers;
using System.Diagnostics;

namespace S3Stream.GridFtp.Login;

/// <summary>
/// Received bytes that wait to be decrypted, and before them plain text that nobody has asked for yet, in a pooled array that is held only
/// while there are any. One user at a time, between <see cref="Enter"/> and <see cref="Leave"/>; <see cref="Dispose"/> may come from
/// another thread meanwhile, and the array then goes back at Leave.
/// </summary>
internal sealed class InboundBuffer : IDisposable
{
    private readonly int _plainSize;
    private readonly int _capacity;
    private readonly Lock _lock = new();
    private byte[]? _array;
    private int _plainStart;
    private int _plainEnd;
    private int _start;
    private int _end;
    private bool _inUse;
    private bool _disposed;

    /// <param name="plainSize">Room for the plain text of one record.</param>
    /// <param name="capacity">Bytes of the array; what the plain text leaves is for at least one whole record.</param>
    public InboundBuffer(int plainSize, int capacity)
    {
        (_plainSize, _capacity) = (plainSize, capacity);
        Clear();
    }

    public bool IsEmpty => _start == _end && _plainStart == _plainEnd;

    /// <summary>Where to decrypt a record that its reader has no room for; only when all plain text before it was taken.</summary>
    public Span<byte> PlainRoom => _array.AsSpan(0, _plainSize);

    public ReadOnlySpan<byte> Received => _array.AsSpan(_start, _end - _start);

    /// <summary>Where to receive into; never empty, for a record always fits.</summary>
    public Memory<byte> Free
    {
        get
        {
            if (_start > _plainSize)
            {
                // copy: less than one record, so that the next receive has room
                _array.AsSpan(_start, _end - _start).CopyTo(_array.AsSpan(_plainSize));
                _end -= _start - _plainSize;
                _start = _plainSize;
            }

            return _array.AsMemory(_end, _capacity - _end);
        }
    }

    public void Enter()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Debug.Assert(!_inUse, "One reader at a time.");
            _inUse = true;
            _array ??= ArrayPool<byte>.Shared.Rent(_capacity);
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

    /// <summary>Says that <see cref="PlainRoom"/> holds so many bytes.</summary>
    public void AddPlain(int count) => (_plainStart, _plainEnd) = (0, count);

    /// <summary>Moves plain text, as much as is there and fits; returns how much.</summary>
    public int TakePlain(Span<byte> target)
    {
        int count = Math.Min(_plainEnd - _plainStart, target.Length);

        // copy: a record's plain text that did not fit where its reader wanted it
        _array.AsSpan(_plainStart, count).CopyTo(target);
        _plainStart += count;
        return count;
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
            Clear();
            ArrayPool<byte>.Shared.Return(array);
        }
    }

    private void Clear()
    {
        (_plainStart, _plainEnd) = (0, 0);
        (_start, _end) = (_plainSize, _plainSize);
    }
}

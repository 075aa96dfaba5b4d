using System.Buffers;
using System.Buffers.Binary;

namespace S3Stream.Integrity;

/// <summary>
/// An MD5 (RFC 1321) that is being computed: its state, and the bytes appended and not yet summed. It does not sum by itself, but tells
/// which blocks are next: whoever holds several messages sums them side by side (<see cref="Md5Batch"/>). Not safe for concurrent use.
/// </summary>
internal sealed class Md5Message
{
    private const int LengthSize = sizeof(ulong);
    private const int HashSize = 16;

    private readonly uint[] _state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476];
    private readonly byte[] _begun = new byte[2 * Md5Rounds.BlockSize];
    private ReadOnlySequence<byte> _bytes;
    private SequencePosition _next;
    private ReadOnlyMemory<byte> _piece;
    private int _begunLength;
    private ulong _length;

    /// <summary>The four words A to D.</summary>
    public Span<uint> State => _state;

    /// <summary>Appends bytes, which must stay as they are until <see cref="Next"/> is empty. Those before are summed.</summary>
    public void Append(ReadOnlySequence<byte> bytes)
    {
        Begin(bytes);
        _length += (ulong)bytes.Length;
    }

    /// <summary>
    /// Whole blocks that lie side by side; empty when no whole block is left. What is less than a block is kept here, so that the bytes
    /// appended are not needed any more then.
    /// </summary>
    public ReadOnlyMemory<byte> Next()
    {
        while (_begunLength < Md5Rounds.BlockSize)
        {
            if (_begunLength == 0 && _piece.Length >= Md5Rounds.BlockSize)
            {
                return _piece[..(_piece.Length & -Md5Rounds.BlockSize)];
            }

            if (_piece.IsEmpty)
            {
                if (!_bytes.TryGet(ref _next, out _piece))
                {
                    _bytes = default;
                    return default;
                }

                continue;
            }

            // copy: a block that lies in two pieces, 64 bytes
            int count = Math.Min(_piece.Length, Md5Rounds.BlockSize - _begunLength);
            _piece.Span[..count].CopyTo(_begun.AsSpan(_begunLength));
            _begunLength += count;
            _piece = _piece[count..];
        }

        return _begun.AsMemory(0, Md5Rounds.BlockSize);
    }

    /// <summary>So many of the blocks that <see cref="Next"/> told are in the state now.</summary>
    public void Advance(int blocks)
    {
        if (_begunLength == Md5Rounds.BlockSize)
        {
            _begunLength = 0;
        }
        else
        {
            _piece = _piece[(blocks * Md5Rounds.BlockSize)..];
        }
    }

    /// <summary>
    /// The MD5 of all that was appended, in lower-case hexadecimal digits. Once, when <see cref="Next"/> is empty; the message is used up.
    /// </summary>
    public string Finish()
    {
        _begun[_begunLength] = 0x80;
        int end = _begunLength + 1 + LengthSize <= Md5Rounds.BlockSize ? Md5Rounds.BlockSize : _begun.Length;
        _begun.AsSpan(_begunLength + 1, end - LengthSize - _begunLength - 1).Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(_begun.AsSpan(end - LengthSize), unchecked(_length * 8));
        _begunLength = 0;
        Begin(new ReadOnlySequence<byte>(_begun, 0, end));
        Md5Batch.Alone(this);
        Span<byte> hash = stackalloc byte[HashSize];
        for (int word = 0; word < _state.Length; word++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(hash[(word * sizeof(uint))..], _state[word]);
        }

        return Convert.ToHexStringLower(hash);
    }

    private void Begin(ReadOnlySequence<byte> bytes)
    {
        _bytes = bytes;
        _next = bytes.Start;
        _piece = default;
    }
}

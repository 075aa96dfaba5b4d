using System.Buffers;

namespace S3Stream;

/// <summary>
/// Bytes of an object, in memory that is the caller's until <see cref="Dispose"/>. One lease covers one contiguous piece of memory
/// (an array, so that sockets can gather it). Dispose exactly once.
/// </summary>
public readonly struct ReadLease : IDisposable, IEquatable<ReadLease>
{
    private readonly IMemoryOwner<byte>? _owner;

    internal ReadLease(long offset, ReadOnlyMemory<byte> memory, IMemoryOwner<byte>? owner)
    {
        Offset = offset;
        Memory = memory;
        _owner = owner;
    }

    /// <summary>The offset of the first byte in the object.</summary>
    public long Offset { get; }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Memory { get; }

    /// <summary>True when the download has no more bytes; there is nothing to dispose then.</summary>
    public bool IsEnd => _owner is null;

    /// <summary>Gives the memory back to the budget.</summary>
    public void Dispose() => _owner?.Dispose();

    /// <inheritdoc/>
    public bool Equals(ReadLease other) => ReferenceEquals(_owner, other._owner) && Offset == other.Offset;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ReadLease other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_owner, Offset);

    /// <summary>Same lease.</summary>
    public static bool operator ==(ReadLease left, ReadLease right) => left.Equals(right);

    /// <summary>Another lease.</summary>
    public static bool operator !=(ReadLease left, ReadLease right) => !left.Equals(right);
}

using S3Stream.Download;

namespace S3Stream;

/// <summary>
/// Bytes of an object, in memory that is the caller's until <see cref="Dispose"/>. One lease covers one contiguous piece of memory
/// (an array, so that sockets can gather it), at most 1 MiB. Dispose it as soon as the bytes are used: the memory counts against the
/// client's budget until then. Disposing it again does nothing.
/// </summary>
public readonly struct ReadLease : IDisposable, IEquatable<ReadLease>
{
    private readonly SlabLease? _owner;
    private readonly int _version;

    internal ReadLease(long offset, ReadOnlyMemory<byte> memory, SlabLease owner, int version)
    {
        Offset = offset;
        Memory = memory;
        _owner = owner;
        _version = version;
    }

    /// <summary>The offset of the first byte in the object.</summary>
    public long Offset { get; }

    /// <summary>The bytes. Must not be touched after <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Memory { get; }

    /// <summary>True when the download has no more bytes; there is nothing to dispose then.</summary>
    public bool IsEnd => _owner is null;

    /// <summary>Gives the memory back to the budget. Idempotent; safe from any thread.</summary>
    public void Dispose() => _owner?.Release(_version);

    /// <inheritdoc/>
    public bool Equals(ReadLease other) => ReferenceEquals(_owner, other._owner) && _version == other._version && Offset == other.Offset;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ReadLease other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_owner, _version, Offset);

    /// <summary>Same lease.</summary>
    public static bool operator ==(ReadLease left, ReadLease right) => left.Equals(right);

    /// <summary>Another lease.</summary>
    public static bool operator !=(ReadLease left, ReadLease right) => !left.Equals(right);
}

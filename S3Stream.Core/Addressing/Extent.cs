namespace S3Stream;

/// <summary>A run of bytes of an object: where it starts and how long it is. Immutable; safe to share between threads.</summary>
public readonly record struct Extent
{
    /// <summary>Creates the extent <c>[offset, offset + length)</c>.</summary>
    /// <param name="offset">First byte, 0 or more.</param>
    /// <param name="length">Number of bytes, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is negative, or the end exceeds <see cref="long.MaxValue"/>.</exception>
    public Extent(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, long.MaxValue - offset);
        Offset = offset;
        Length = length;
    }

    /// <summary>The first byte, counted from 0.</summary>
    public long Offset { get; }

    /// <summary>The number of bytes.</summary>
    public long Length { get; }

    /// <summary>The byte after the last one: <see cref="Offset"/> + <see cref="Length"/>.</summary>
    public long End => Offset + Length;

    /// <summary>True when there is no byte in it.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>The extent <c>[start, end)</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="end"/> lies before <paramref name="start"/>, or a value is negative.
    /// </exception>
    public static Extent Between(long start, long end) => new(start, end - start);

    /// <summary>The bytes that both extents hold; empty when there are none.</summary>
    public Extent Intersect(Extent other)
    {
        long start = Math.Max(Offset, other.Offset);
        long end = Math.Min(End, other.End);
        return end > start ? Between(start, end) : new Extent(start, 0);
    }

    /// <summary>True when the byte at <paramref name="offset"/> is in the extent.</summary>
    public bool Contains(long offset) => offset >= Offset && offset < End;

    /// <summary>The extent as <c>start-end</c>, end exclusive, as GridFTP restart markers write it.</summary>
    public override string ToString() => $"{Offset}-{End}";
}

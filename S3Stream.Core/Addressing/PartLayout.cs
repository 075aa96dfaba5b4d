namespace S3Stream.Addressing;

/// <summary>
/// Which part holds which bytes: a pure function of its three numbers, never of what has arrived. Blocks may therefore come in any order,
/// the length need not be known, and any process that knows the numbers can continue an upload. Immutable.
/// </summary>
/// <remarks>
/// Parts are <see cref="FirstPartSize"/> bytes; after every <see cref="PartsPerRung"/> parts the size doubles, up to
/// <see cref="LastPartSize"/>. A uniform layout is one whose first and last size are equal.
/// </remarks>
internal sealed record PartLayout
{
    /// <summary>Parts of one size before it doubles.</summary>
    public const int PartsPerRung = 1_000;

    private readonly int _maxParts;

    private PartLayout(long firstPartSize, long lastPartSize, int maxParts)
    {
        FirstPartSize = firstPartSize;
        LastPartSize = lastPartSize;
        _maxParts = maxParts;
        Capacity = ExtentOf(maxParts).End;
    }

    /// <summary>Bytes of the first parts.</summary>
    public long FirstPartSize { get; }

    /// <summary>The largest size of a part, in bytes.</summary>
    public long LastPartSize { get; }

    /// <summary>The most bytes an object of this layout can have.</summary>
    public long Capacity { get; }

    /// <summary>All parts of one size.</summary>
    public static PartLayout Uniform(long partSize, int maxParts = S3Limits.MaxParts) => Create(partSize, partSize, maxParts);

    /// <summary>Parts that double every <see cref="PartsPerRung"/> parts until they reach <paramref name="lastPartSize"/>.</summary>
    public static PartLayout Ladder(long firstPartSize, long lastPartSize = S3Limits.MaxPartSize, int maxParts = S3Limits.MaxParts) =>
        Create(firstPartSize, Math.Max(firstPartSize, lastPartSize), maxParts);

    /// <summary>The number, from 1, of the part that holds the byte at <paramref name="offset"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative or not below <see cref="Capacity"/>.</exception>
    public int PartNumberAt(long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(offset, Capacity);
        long size = FirstPartSize;
        long rungStart = 0;
        int number = 1;
        while (size < LastPartSize && offset - rungStart >= size * PartsPerRung)
        {
            rungStart += size * PartsPerRung;
            number += PartsPerRung;
            size = Math.Min(size * 2, LastPartSize);
        }

        return number + (int)((offset - rungStart) / size);
    }

    /// <summary>The bytes that part <paramref name="number"/> holds in an object that does not end before.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not between 1 and the most parts.</exception>
    public Extent ExtentOf(int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, _maxParts);
        long size = FirstPartSize;
        long start = 0;
        int index = number - 1;
        while (size < LastPartSize && index >= PartsPerRung)
        {
            start += size * PartsPerRung;
            index -= PartsPerRung;
            size = Math.Min(size * 2, LastPartSize);
        }

        return new Extent(start + (index * size), size);
    }

    private static PartLayout Create(long firstPartSize, long lastPartSize, int maxParts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(firstPartSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lastPartSize, S3Limits.MaxPartSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxParts, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxParts, S3Limits.MaxParts);
        return new PartLayout(firstPartSize, lastPartSize, maxParts);
    }
}

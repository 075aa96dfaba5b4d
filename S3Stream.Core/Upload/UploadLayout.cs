using S3Stream.Addressing;

namespace S3Stream.Upload;

/// <summary>Which bytes each part of one upload holds: the part layout, cut at the declared length, if there is one. Immutable.</summary>
internal sealed class UploadLayout(PartLayout parts, long? declaredLength)
{
    /// <summary>The object's length, where the sender declared it.</summary>
    public long? DeclaredLength { get; } = declaredLength;

    /// <summary>Bytes that no object of this upload exceeds.</summary>
    public long MaxLength => DeclaredLength ?? parts.Capacity;

    /// <summary>True when the whole object is one part: it is stored by one PutObject at the end.</summary>
    public bool IsSinglePart => DeclaredLength is { } length && length <= parts.FirstPartSize;

    /// <summary>The number, from 1, of the part that holds the byte at <paramref name="offset"/>.</summary>
    public int PartNumberAt(long offset) => parts.PartNumberAt(offset);

    /// <summary>The bytes of a part in an object of the declared length, or in one that does not end before.</summary>
    public Extent ExtentOf(int number)
    {
        Extent extent = parts.ExtentOf(number);
        return DeclaredLength is { } length ? extent.Intersect(new Extent(0, length)) : extent;
    }
}

namespace S3Stream.Embedded;

/// <summary>A run of bytes of a blob. Content is a list of these.</summary>
internal readonly record struct BlobExtent(Blob Blob, long Offset, long Length)
{
    /// <summary>The extents that hold <paramref name="range"/> of the content made of <paramref name="content"/>.</summary>
    public static List<BlobExtent> Slice(IEnumerable<BlobExtent> content, ByteRange range)
    {
        var slice = new List<BlobExtent>();
        long start = 0;
        long end = range.Offset + range.Length;
        foreach (BlobExtent extent in content)
        {
            if (start >= end)
            {
                break;
            }

            long from = Math.Max(range.Offset, start);
            long to = Math.Min(end, start + extent.Length);
            if (from < to)
            {
                slice.Add(new BlobExtent(extent.Blob, extent.Offset + from - start, to - from));
            }

            start += extent.Length;
        }

        return slice;
    }

    public static void AddReferences(IEnumerable<BlobExtent> content)
    {
        foreach (BlobExtent extent in content)
        {
            extent.Blob.AddReference();
        }
    }

    public static void Release(IEnumerable<BlobExtent> content)
    {
        foreach (BlobExtent extent in content)
        {
            extent.Blob.Release();
        }
    }
}

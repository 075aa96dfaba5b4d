namespace S3Stream.Upload;

/// <summary>
/// Whether the bytes that have arrived are an object of a given length: all below it and none above. Guarded by the assembler's lock.
/// </summary>
internal sealed class CompletenessCheck(UploadParts parts, UploadFailures failures)
{
    /// <summary>What is wrong, or <see langword="null"/>.</summary>
    public TransferFailedException? FindFault(long length)
    {
        if (parts.Layout.DeclaredLength is { } declared && declared != length)
        {
            return failures.NotAsDeclared(length, declared);
        }

        if (parts.End > length)
        {
            return failures.TooLong(length, parts.End);
        }

        return FirstGap(length) is { } gap ? failures.NeverCame(gap, length) : null;
    }

    private Extent? FirstGap(long length)
    {
        for (long offset = 0; offset < length;)
        {
            int number = parts.Layout.PartNumberAt(offset);
            Extent extent = parts.Layout.ExtentOf(number).Intersect(new Extent(0, length));
            if (!parts.Stored.Contains(number))
            {
                OpenPart? part = parts.Find(number);
                Extent? gap = part is null ? extent : part.FirstGap(extent.Length);
                if (gap is not null)
                {
                    return gap;
                }
            }

            offset = extent.End;
        }

        return null;
    }
}

namespace S3Stream.Upload;

/// <summary>What a sender in order never leaves behind: parts that hold memory and next to no bytes.</summary>
/// <remarks>
/// A sender that deals its blocks to n connections, of which one is open, fills one n-th of every part it touches. GridFTP clients open at
/// most 64. Pure.
/// </remarks>
internal static class SparseParts
{
    private const int MaxParallelism = 64;

    /// <summary>The same of one part.</summary>
    public static bool IsSparse(OpenPart part) => part.Coverage.Length < part.Extent.Length / MaxParallelism;

    /// <summary>Of the memory of several parts that are filling, less than one byte in 64 holds one that has arrived.</summary>
    public static bool Are(IEnumerable<OpenPart> parts)
    {
        int count = 0;
        long memory = 0;
        long arrived = 0;
        foreach (OpenPart part in parts)
        {
            if (part.State is OpenPartState.Filling)
            {
                count++;
                memory += part.Extent.Length;
                arrived += part.Coverage.Length;
            }
        }

        return count > 1 && arrived < memory / MaxParallelism;
    }
}

using S3Stream.Storage;

namespace S3Stream.Upload;

/// <summary>The parts S3 has acknowledged. Guarded by the assembler's lock.</summary>
internal sealed class UploadManifest
{
    private readonly SortedDictionary<int, StoredPart> _parts = [];
    private readonly ExtentSet _extents = new();
    private readonly ExtentSet _resumable = new();
    private IReadOnlyList<Extent> _snapshot = [];

    /// <summary>Bytes in acknowledged parts.</summary>
    public long Length => _extents.Length;

    /// <summary>The byte after the last acknowledged one.</summary>
    public long End => _extents.End;

    /// <summary>The acknowledged bytes that another process would also find, merged; a list that does not change.</summary>
    public IReadOnlyList<Extent> Extents => _snapshot;

    public bool Contains(int number) => _parts.ContainsKey(number);

    /// <param name="part">The part.</param>
    /// <param name="extent">Its bytes.</param>
    /// <param name="isResumable">
    /// False for a last part that was cut at an undeclared end: to a process that resumes the upload it could as well be one that has to
    /// grow.
    /// </param>
    public void Add(StoredPart part, Extent extent, bool isResumable = true)
    {
        _parts[part.Number] = part;
        _extents.Add(extent);
        if (isResumable)
        {
            _resumable.Add(extent);
            _snapshot = [.. _resumable.Extents];
        }
    }

    /// <summary>The parts in ascending order, as CompleteMultipartUpload wants them.</summary>
    public IReadOnlyList<StoredPart> Parts => [.. _parts.Values];

    /// <summary>The whole object's checksums, from the parts'.</summary>
    public ChecksumSet CombineChecksums()
    {
        ChecksumSet? whole = null;
        foreach (StoredPart part in _parts.Values)
        {
            whole = whole is { } before ? before.Append(part.Checksums) : part.Checksums;
        }

        return whole ?? default;
    }
}

namespace S3Stream.Upload;

/// <summary>
/// The parts of one upload: those that have been begun (open) and those that are stored. Holds the lock that guards them, and all else that
/// is said to be guarded by the assembler's lock.
/// </summary>
internal sealed class UploadParts(UploadLayout layout, UploadManifest stored)
{
    private readonly Dictionary<int, OpenPart> _parts = [];

    /// <summary>
    /// The upload path's only lock. Never held across an await or a call out; the memory budget's own lock nests inside it.
    /// </summary>
    public Lock Gate { get; } = new();

    public UploadLayout Layout { get; } = layout;

    public UploadManifest Stored { get; } = stored;

    public IReadOnlyCollection<OpenPart> Open => _parts.Values;

    /// <summary>The byte after the last one that has arrived, or 0.</summary>
    public long End => _parts.Values
        .Where(part => part.Coverage.Length > 0)
        .Select(part => part.Extent.Offset + part.Coverage.End)
        .Append(Stored.End)
        .Max();

    /// <summary>The open part of that number, or <see langword="null"/> when it is not open.</summary>
    public OpenPart? Find(int number) => _parts.GetValueOrDefault(number);

    public void Add(OpenPart part) => _parts.Add(part.Number, part);

    /// <summary>Ends a part: it is stored, or given up.</summary>
    public void Drop(OpenPart part)
    {
        part.State = OpenPartState.Done;
        _parts.Remove(part.Number);
        part.ReleaseIfUnclaimed();
        part.Signal();
    }

    /// <summary>The upload has failed: gives back the memory that no writer fills, and wakes all who wait.</summary>
    public void Release()
    {
        foreach (OpenPart part in _parts.Values)
        {
            // Parts that are whole belong to the upload that stores them; it drops them.
            if (part.State is OpenPartState.Filling or OpenPartState.Spilled)
            {
                part.ReleaseIfUnclaimed();
            }

            part.Signal();
        }
    }

    public void SignalAll()
    {
        foreach (OpenPart part in _parts.Values)
        {
            part.Signal();
        }
    }

    /// <summary>The first gap of each part that has or waits for memory, ascending.</summary>
    public IEnumerable<Extent> FirstGaps() =>
        from part in _parts.Values
        where part.State is OpenPartState.Filling or OpenPartState.Opening
        orderby part.Number
        let gap = part.FirstGap(part.Extent.Length)
        where gap is not null
        select gap.Value;
}

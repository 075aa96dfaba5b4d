using S3Stream.Memory;

namespace S3Stream.Upload;

/// <summary>
/// One part that is not stored yet: its memory or file, what of it has arrived, and who is filling it. Guarded by the assembler's lock.
/// </summary>
internal sealed class OpenPart(int number, Extent extent)
{
    private TaskCompletionSource? _changed;

    /// <summary>1 to 10,000.</summary>
    public int Number { get; } = number;

    /// <summary>Its bytes in the object; cut when the object's end becomes known.</summary>
    public Extent Extent { get; set; } = extent;

    public OpenPartState State { get; set; }

    /// <summary>The wait for memory, while it opens.</summary>
    public BudgetRequest? Request { get; set; }

    public PartBuffer? Buffer { get; set; }

    public SpillFile? File { get; set; }

    /// <summary>The part is being sent to S3, so its memory comes back by itself.</summary>
    public bool IsSending { get; set; }

    /// <summary>What has arrived, as offsets in the part.</summary>
    public ExtentSet Coverage { get; } = new();

    /// <summary>What writers are filling right now.</summary>
    public PartClaims Claims { get; } = new();

    /// <summary>The bytes that had arrived, and when, at the last look that found it filling: see <see cref="IdleParts"/>.</summary>
    public (long Length, long Time)? Seen { get; set; }

    /// <summary>Every byte has arrived.</summary>
    public bool IsCovered => Coverage.Length >= Extent.Length && Coverage.Covers(new Extent(0, Extent.Length));

    /// <summary>Completes at the next <see cref="Signal"/>.</summary>
    public Task Changed => (_changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Wakes all who wait for a change.</summary>
    public void Signal()
    {
        _changed?.SetResult();
        _changed = null;
    }

    /// <summary>The first bytes, as offsets in the object, that are missing of the part's first <paramref name="length"/>.</summary>
    public Extent? FirstGap(long length) =>
        Coverage.FirstGap(new Extent(0, length)) is { } gap ? new Extent(Extent.Offset + gap.Offset, gap.Length) : null;

    /// <summary>
    /// Tries to give the writer memory for bytes from <paramref name="offset"/> of the object on; false: the part has to change first.
    /// </summary>
    public bool TryClaim(UploadWriter writer, long offset, int size, out Memory<byte> memory)
    {
        memory = default;
        if (State is OpenPartState.Opening or OpenPartState.Spilling)
        {
            return false;
        }

        long start = offset - Extent.Offset;
        long length = Math.Min(size, Extent.Length - start);
        long covered = Coverage.CoveredFrom(start);
        bool isScratch = covered > 0 || State is OpenPartState.Spilled;
        length = covered > 0 ? Math.Min(length, covered) : Math.Min(length, Coverage.NextCovered(start) - start);
        if (covered == 0 && !Claims.TryFindFree(start, ref length))
        {
            return false;
        }

        memory = isScratch
            ? writer.Scratch.AsMemory(0, (int)Math.Min(length, writer.Scratch.Length))
            : Buffer!.GetMemory(start, (int)length);
        Extent claim = new(start, memory.Length);
        Claims.Add(claim);
        writer.Lease = new WriterLease(this, claim, isScratch);
        writer.Position = offset;
        return true;
    }

    /// <summary>Whether the part holds these bytes at <paramref name="start"/>, an offset in the part.</summary>
    public bool IsSame(long start, ReadOnlySpan<byte> bytes)
    {
        if (File is { } file)
        {
            return file.IsEqual(start, bytes);
        }

        while (Buffer is { } buffer)
        {
            Span<byte> stored = buffer.GetMemory(start, bytes.Length).Span;
            if (!stored.SequenceEqual(bytes[..stored.Length]))
            {
                return false;
            }

            bytes = bytes[stored.Length..];
            start += stored.Length;
            if (bytes.IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Gives memory and file back, unless a writer still fills the memory: then the writer's end does.</summary>
    public void ReleaseIfUnclaimed()
    {
        if (Claims.IsEmpty)
        {
            Buffer?.Dispose();
            Buffer = null;
            File?.Dispose();
            File = null;
        }
    }
}

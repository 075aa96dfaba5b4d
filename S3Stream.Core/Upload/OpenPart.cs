using S3Stream.Addressing;
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

    /// <summary>What has arrived, as offsets in the part.</summary>
    public ExtentSet Coverage { get; } = new();

    /// <summary>What writers are filling right now, as offsets in the part.</summary>
    public List<Extent> Claims { get; } = [];

    /// <summary>Every byte has arrived.</summary>
    public bool IsCovered => Coverage.Length >= Extent.Length && Coverage.Covers(new Extent(0, Extent.Length));

    /// <summary>Completes at the next <see cref="Signal"/>.</summary>
    public Task Changed => (_changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Wakes everybody who waits for a change.</summary>
    public void Signal()
    {
        _changed?.SetResult();
        _changed = null;
    }

    /// <summary>Gives memory and file back, unless a writer still fills the memory: then the writer's end does.</summary>
    public void ReleaseIfUnclaimed()
    {
        if (Claims.Count == 0)
        {
            Buffer?.Dispose();
            Buffer = null;
            File?.Dispose();
            File = null;
        }
    }
}

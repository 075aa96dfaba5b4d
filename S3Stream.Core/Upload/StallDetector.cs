namespace S3Stream.Upload;

/// <summary>
/// Detects that the upload cannot go on: every writer waits, and no memory of this upload is about to come back, so the frontier's bytes
/// will never come. Guarded by the assembler's lock.
/// </summary>
internal sealed class StallDetector(UploadParts parts)
{
    private int _parked;
    private int _sending;
    private int _spilling;
    private bool _isDisordered;

    /// <summary>
    /// How long every writer must have waited, with nothing else happening, before the parts' order counts as one that memory cannot hold:
    /// a sender in order that has not opened all its connections looks the same, unless it leaves its parts all but empty.
    /// </summary>
    private TimeSpan Grace => SparseParts.Are(parts.Open) ? SparseGrace : OrderedGrace;

    /// <summary>For parts that hold next to nothing.</summary>
    public static TimeSpan SparseGrace { get; } = TimeSpan.FromSeconds(2);

    /// <summary>For parts that only miss what other connections bring.</summary>
    public static TimeSpan OrderedGrace { get; } = TimeSpan.FromMinutes(2);

    /// <summary>A writer went back: the senders have no order.</summary>
    public bool IsDisordered => _isDisordered;

    /// <summary>Writers that are open.</summary>
    public int Writers { get; private set; }

    /// <summary>Counts everything that happens to the upload: the same number later means that nothing has.</summary>
    public long Events { get; private set; }

    private bool IsStuck =>
        _parked == Writers && _parked > 0 && _sending == 0 && _spilling == 0
        && !parts.Open.Any(part => part.Request is { IsGranted: true });

    public void Note() => Events++;

    public void WriterOpened()
    {
        Writers++;
        Events++;
    }

    /// <summary><see cref="WakeIfStuck"/> follows, once the writer's claim has ended.</summary>
    public void WriterClosed()
    {
        Writers--;
        Events++;
    }

    /// <summary>A writer asks for memory at <paramref name="offset"/>: one that goes back shows that its bytes have no order.</summary>
    public void Asked(UploadWriter writer, long offset) => _isDisordered |= offset < writer.Position;

    /// <summary>A writer begins to wait.</summary>
    public void Park() => _parked++;

    public void Unpark() => _parked--;

    /// <summary>A part's memory goes to S3 now: it comes back by itself.</summary>
    public void SendingBegins() => _sending++;

    public void SendingEnds()
    {
        _sending--;
        Events++;
        WakeIfStuck();
    }

    public void SpillingBegins() => _spilling++;

    public void SpillingEnds()
    {
        _spilling--;
        Events++;
    }

    /// <summary>
    /// Whether the upload needs the memory that is free: no writer can go on, and either the senders have no order or nothing happens.
    /// </summary>
    /// <param name="quiet">How long <see cref="Events"/> has stayed the same.</param>
    public bool MustInsist(TimeSpan quiet) => IsStuck && (_isDisordered || quiet >= SparseGrace);

    /// <summary>
    /// Whether a waiting writer has to make room: no writer can go on, and either the senders have no order or nothing has happened for so
    /// long that it counts as none. Where parts can go to disk that costs little, so it is soon.
    /// </summary>
    /// <param name="quiet">How long <see cref="Events"/> has stayed the same.</param>
    /// <param name="hasDisk">There is a spill directory.</param>
    public bool MustSpill(TimeSpan quiet, bool hasDisk) => IsStuck && (_isDisordered || quiet >= (hasDisk ? SparseGrace : Grace));

    /// <summary>
    /// Lets the writers that wait look again: the last memory that was about to come back has come, or the last writer that could go on is
    /// gone.
    /// </summary>
    public void WakeIfStuck()
    {
        if (IsStuck)
        {
            parts.SignalAll();
        }
    }
}

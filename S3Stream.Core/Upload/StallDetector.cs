namespace S3Stream.Upload;

/// <summary>
/// Tells when nobody can go on: every writer waits, and no memory of this upload is about to come back, so nobody will ever bring the
/// frontier's bytes. Guarded by the assembler's lock.
/// </summary>
internal sealed class StallDetector(UploadParts parts)
{
    private int _parked;
    private int _sending;
    private int _spilling;
    private bool _isDisordered;

    /// <summary>
    /// How long every writer must have waited, with nothing else happening, before a sender in order counts as out of order.
    /// </summary>
    public static TimeSpan Grace { get; } = TimeSpan.FromSeconds(30);

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
    /// Whether the writer that parked just now has to make room: nobody can go on, and either the senders have no order or nothing has
    /// happened since <paramref name="seen"/> of <see cref="Events"/>.
    /// </summary>
    public bool MustSpill(long seen) => IsStuck && (_isDisordered || seen == Events);

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

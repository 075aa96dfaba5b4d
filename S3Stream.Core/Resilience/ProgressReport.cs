namespace S3Stream.Resilience;

/// <summary>Counts the bytes of one transfer and tells its caller. Safe for concurrent use: calls come one at a time, and ascend.</summary>
/// <param name="sink">The caller's.</param>
/// <param name="clock">For the rate.</param>
/// <param name="tally">Has the parts.</param>
internal sealed class ProgressReport(IProgress<TransferProgress> sink, TimeProvider clock, RequestTally tally)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private (long Time, long Bytes) _before = (clock.GetTimestamp(), 0);
    private (long Time, long Bytes) _now = (clock.GetTimestamp(), 0);
    private long _bytes;
    private long? _total;

    /// <summary>One for the transfer, or <see langword="null"/> where nobody asks.</summary>
    public static ProgressReport? For(IProgress<TransferProgress>? sink, TransferServices services) =>
        sink is null ? null : new ProgressReport(sink, services.Options.TimeProvider, services.Tally);

    /// <summary>Says what is known before the first byte of this try.</summary>
    public void Begin(long already, long? total)
    {
        lock (_gate)
        {
            _bytes = already;
            _total = total;
            _before.Bytes = already;
            _now.Bytes = already;
            Report();
        }
    }

    /// <summary>More bytes are safe.</summary>
    public void Add(long bytes)
    {
        lock (_gate)
        {
            _bytes += bytes;
            long time = clock.GetTimestamp();
            if (clock.GetElapsedTime(_now.Time, time) >= Window)
            {
                _before = _now;
                _now = (time, _bytes);
            }

            Report();
        }
    }

    /// <summary>The whole is there, and this is its length.</summary>
    public void End(long total)
    {
        lock (_gate)
        {
            if (_total != total || _bytes != total)
            {
                (_bytes, _total) = (total, total);
                Report();
            }
        }
    }

    private void Report()
    {
        double seconds = clock.GetElapsedTime(_before.Time).TotalSeconds;
        double rate = seconds > 0 ? (_bytes - _before.Bytes) / seconds : 0;
        sink.Report(new TransferProgress(_bytes, _total, tally.Counts.Parts, rate));
    }
}

namespace S3Stream.Storage.Bodies;

/// <summary>
/// Cancels a request that makes no progress for a while, or whose caller gives up. One per request; <see cref="Progress"/> may be called
/// from any thread.
/// </summary>
internal sealed class ProgressTimeout : IDisposable
{
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _registration;

    public ProgressTimeout(TimeSpan limit, TimeProvider timeProvider, CancellationToken caller)
    {
        Limit = limit;
        _caller = caller;
        _source = new CancellationTokenSource(limit, timeProvider);
        _registration = caller.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _source);
    }

    /// <summary>The time allowed without progress.</summary>
    public TimeSpan Limit { get; }

    /// <summary>Cancels the request.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>True when the time ran out and it was not the caller who cancelled.</summary>
    public bool Expired => _source.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>Bytes moved: the time starts anew.</summary>
    public void Progress() => _source.CancelAfter(Limit);

    /// <summary>Stops the request.</summary>
    public Task CancelAsync() => _source.CancelAsync();

    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }
}

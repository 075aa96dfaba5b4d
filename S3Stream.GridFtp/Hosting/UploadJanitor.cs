namespace S3Stream.GridFtp.Hosting;

/// <summary>Aborts the endpoint's own uploads once nobody can be expected to continue them: at the start, then every hour.</summary>
internal sealed class UploadJanitor : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<IEnumerable<S3StreamClient>> _clients;
    private readonly TimeSpan _window;
    private readonly PeriodicTimer _timer;
    private readonly Task _running;

    /// <param name="clients">The server's client and those of its users.</param>
    /// <param name="window">How long an upload may be left alone.</param>
    /// <param name="time">The clock.</param>
    public UploadJanitor(Func<IEnumerable<S3StreamClient>> clients, TimeSpan window, TimeProvider time)
    {
        _clients = clients;
        _window = window;
        _timer = new PeriodicTimer(Period, time);
        _running = RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _timer.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            do
            {
                foreach (S3StreamClient client in _clients())
                {
                    await client.AbortStaleUploadsAsync(_window, _stop.Token);
                }
            }
            while (await _timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // the server stops
        }
    }
}

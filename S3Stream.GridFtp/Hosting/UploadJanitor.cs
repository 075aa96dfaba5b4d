using S3Stream.GridFtp.Diagnostics;

namespace S3Stream.GridFtp.Hosting;

/// <summary>Aborts the endpoint's own uploads that have been abandoned: at the start, then every hour.</summary>
internal sealed class UploadJanitor : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<IEnumerable<S3StreamClient>> _clients;
    private readonly ILogger _logger;
    private readonly PeriodicTimer _timer;
    private readonly Task _running;

    /// <param name="clients">The server's client and those of its users.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where log entries go.</param>
    public UploadJanitor(Func<IEnumerable<S3StreamClient>> clients, TimeProvider time, ILogger logger)
    {
        _clients = clients;
        _logger = logger;
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
                    await CleanAsync(client);
                }
            }
            while (await _timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // the server stops
        }
    }

    /// <summary>A failure with one user's uploads does not stop the others, nor the next run.</summary>
    private async Task CleanAsync(S3StreamClient client)
    {
        try
        {
            await client.AbortStaleUploadsAsync(_stop.Token);
        }
        catch (Exception exception) when (!_stop.IsCancellationRequested)
        {
            _logger.CleaningFailed(exception);
        }
    }
}

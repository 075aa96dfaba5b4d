using System.Globalization;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Transfers;

/// <summary>
/// Performance (112) and restart (111) markers of one transfer, on the control connection, by timers. A restart marker names bytes only
/// once S3 holds them in parts that a later REST can build on. A lost control connection ends them; the session notices it by itself.
/// </summary>
internal sealed class TransferMarkers : IAsyncDisposable
{
    private readonly IReplySink _replies;
    private readonly TimeProvider _time;
    private readonly Func<long> _moved;
    private readonly Func<IReadOnlyList<Extent>>? _stored;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<PeriodicTimer> _timers = [];
    private readonly List<Task> _running = [];
    private readonly ExtentSet _announced;

    private TransferMarkers(
        IReplySink replies, TimeProvider time, Func<long> moved, Func<IReadOnlyList<Extent>>? stored, IReadOnlyList<Extent> known)
    {
        _replies = replies;
        _time = time;
        _moved = moved;
        _stored = stored;
        _announced = new ExtentSet(known);
    }

    /// <summary>Sends the first performance marker, and starts the timers.</summary>
    /// <param name="replies">Where they go.</param>
    /// <param name="time">The clock.</param>
    /// <param name="moved">Payload bytes since the transfer's start.</param>
    /// <param name="performance">Time between performance markers.</param>
    /// <param name="stored">What S3 holds, merged and ascending; <see langword="null"/>: no restart markers.</param>
    /// <param name="known">What the client knows to be held.</param>
    /// <param name="restart">Time between restart markers.</param>
    /// <param name="cancellationToken">Ends the wait for the control connection.</param>
    public static async Task<TransferMarkers> StartAsync(
        IReplySink replies, TimeProvider time, Func<long> moved, TimeSpan performance, Func<IReadOnlyList<Extent>>? stored,
        IReadOnlyList<Extent> known, TimeSpan restart, CancellationToken cancellationToken)
    {
        var markers = new TransferMarkers(replies, time, moved, stored, known);
        await replies.WriteAsync(markers.PerformanceMarker(), cancellationToken);
        markers.Repeat(performance, token => replies.WriteAsync(markers.PerformanceMarker(), token));
        if (stored is not null)
        {
            markers.Repeat(restart, token => markers.WriteRestartAsync(replies.WriteAsync, token));
        }

        return markers;
    }

    /// <summary>Stops the timers; the last markers go out with the reply that follows.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await DisposeAsync();
        await _replies.WriteWithNextAsync(PerformanceMarker(), cancellationToken);
        await WriteRestartAsync(_replies.WriteWithNextAsync, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        // Cancelling the wait for a tick would make an exception with a stack trace for each timer of each transfer: a fifth of what a
        // small file costs. What is cancelled is a marker that the control connection does not take.
        _timers.ForEach(timer => timer.Dispose());
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
    }

    private void Repeat(TimeSpan period, Func<CancellationToken, ValueTask> write)
    {
        var timer = new PeriodicTimer(period, _time);
        _timers.Add(timer);
        _running.Add(RepeatAsync(timer, write));
    }

    private async Task RepeatAsync(PeriodicTimer timer, Func<CancellationToken, ValueTask> write)
    {
        try
        {
            while (await timer.WaitForNextTickAsync(CancellationToken.None))
            {
                await write(_stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // stopped
        }
        catch (IOException)
        {
            // the control connection is gone; the session cancels the transfer for it
        }
    }

    private Reply PerformanceMarker()
    {
        double seconds = _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        return Reply.Listing(
            112,
            "Perf Marker",
            [
                string.Create(CultureInfo.InvariantCulture, $"Timestamp:  {seconds:F1}"),
                "Stripe Index: 0",
                string.Create(CultureInfo.InvariantCulture, $"Stripe Bytes Transferred: {_moved()}"),
                "Total Stripe Count: 1",
            ],
            "End.");
    }

    private async ValueTask WriteRestartAsync(Func<Reply, CancellationToken, ValueTask> write, CancellationToken cancellationToken)
    {
        if (_stored is null)
        {
            return;
        }

        Extent[] news = [.. _stored().SelectMany(_announced.GapsIn)];
        if (news.Length > 0)
        {
            await write(Reply.Of(111, "Range Marker " + string.Join(',', news)), cancellationToken);
            Array.ForEach(news, extent => _announced.Add(extent));
        }
    }
}

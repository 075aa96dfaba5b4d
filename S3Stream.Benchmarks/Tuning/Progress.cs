using System.Diagnostics;

namespace S3Stream.Benchmarks.Tuning;

/// <summary>
/// Tells a person what is being measured, how fast it is now, and what is left; a line for each combination where nobody watches.
/// </summary>
internal sealed class Progress(TextWriter output, bool isWatched, Allowance allowance)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private const int LineWidth = 118;
    private int _measurements;
    private long _moved;

    /// <summary>Runs one measurement with its line.</summary>
    public async Task<Measured> WatchAsync(Combination combination, Func<Action<long>, Task<Measured>> measure)
    {
        _measurements++;
        _moved = 0;
        using var end = new CancellationTokenSource();
        Task lines = isWatched ? ShowAsync(combination, end.Token) : Task.CompletedTask;
        try
        {
            Measured result = await measure(bytes => Interlocked.Add(ref _moved, bytes));
            await EndAsync(lines, end);
            Finish(FormattableString.Invariant(
                $"{_measurements,3}. {combination}: up {result.Up:f0} MB/s, down {result.Down:f0} MB/s, processors {result.Busy:p0} busy"));
            return result;
        }
        catch
        {
            await EndAsync(lines, end);
            Finish(FormattableString.Invariant($"{_measurements,3}. {combination}: not finished"));
            throw;
        }
    }

    private async Task ShowAsync(Combination combination, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                double speed = Interlocked.Read(ref _moved) / 1e6 / Stopwatch.GetElapsedTime(start).TotalSeconds;
                string left = FormattableString.Invariant($"{allowance.TimeLeft.TotalSeconds:f0} s, {allowance.BytesLeft / 1e9:f1} GB");
                string text = FormattableString.Invariant($"{_measurements,3}. {combination}: {speed:f0} MB/s; left: {left}");
                await output.WriteAsync("\r" + (text.Length > LineWidth ? text[..LineWidth] : text.PadRight(LineWidth)));
            }
        }
        catch (OperationCanceledException)
        {
            // the measurement is over; its result takes the line
        }
    }

    private static async Task EndAsync(Task lines, CancellationTokenSource end)
    {
        await end.CancelAsync();
        await lines;
    }

    private void Finish(string line) => output.WriteLine(isWatched ? "\r" + line.PadRight(LineWidth) : line);
}

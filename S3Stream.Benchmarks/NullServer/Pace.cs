using System.Diagnostics;

namespace S3Stream.Benchmarks.NullServer;

/// <summary>Holds one stream of bytes to a rate: waits whenever it is ahead of it. 0 is no limit.</summary>
internal sealed class Pace(long bytesPerSecond)
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(2);
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _bytes;

    public Task WaitAsync(int count, CancellationToken cancellationToken)
    {
        if (bytesPerSecond == 0)
        {
            return Task.CompletedTask;
        }

        _bytes += count;
        TimeSpan ahead = TimeSpan.FromSeconds((double)_bytes / bytesPerSecond) - Stopwatch.GetElapsedTime(_start);
        return ahead > ShortestWait ? Task.Delay(ahead, cancellationToken) : Task.CompletedTask;
    }
}

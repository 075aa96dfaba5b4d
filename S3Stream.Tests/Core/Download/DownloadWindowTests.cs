using S3Stream.Download;
using Xunit;

namespace S3Stream.Tests.Core.Download;

public sealed class DownloadWindowTests
{
    [Fact]
    public async Task A_consumer_that_takes_much_in_a_requests_time_has_as_much_under_way()
    {
        var window = new DownloadWindow(maxRequests: 32, maxHeld: 2, maxAhead: 16);
        await BeginAsync(window, 4);
        End(window, 4);
        long slow = await window.EnterAsync(default);
        await BeginAsync(window, 7);
        End(window, 4);
        Fetch(window, 3, slow + 4);
        Task next = window.EnterAsync(default).AsTask();
        Assert.False(next.IsCompleted); // three are held, nothing was given back in their time

        window.OnFetched(slow); // four were given back in the time of this one; four are held, none is under way

        await next.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_consumer_that_stops_holds_few_ranges()
    {
        var window = new DownloadWindow(maxRequests: 32, maxHeld: 2, maxAhead: 16);
        await BeginAsync(window, 4);

        Fetch(window, 4, endedBefore: 0);

        Assert.False(window.EnterAsync(default).AsTask().IsCompleted);
    }

    [Fact]
    public async Task Ranges_ahead_have_a_limit_however_fast_the_consumer_was()
    {
        var window = new DownloadWindow(maxRequests: 64, maxHeld: 2, maxAhead: 8);
        await BeginAsync(window, 4);
        End(window, 4);
        await BeginAsync(window, 8);

        Fetch(window, 8, endedBefore: -100);

        Assert.False(window.EnterAsync(default).AsTask().IsCompleted);
    }

    private static async Task BeginAsync(DownloadWindow window, int count)
    {
        for (int range = 0; range < count; range++)
        {
            await window.EnterAsync(default).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    private static void Fetch(DownloadWindow window, int count, long endedBefore)
    {
        for (int range = 0; range < count; range++)
        {
            window.OnFetched(endedBefore);
        }
    }

    /// <summary>Read and given back.</summary>
    private static void End(DownloadWindow window, int count)
    {
        for (int range = 0; range < count; range++)
        {
            window.OnFetched(0);
            window.OnEnded();
        }
    }
}

using Microsoft.Extensions.Time.Testing;
using S3Stream.GridFtp.Data;
using S3Stream.GridFtp.Diagnostics;
using Xunit;

namespace S3Stream.Tests.GridFtp.Data;

public sealed class StallWatchTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(600);
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Silence_for_the_timeout_fails_the_transfer()
    {
        using var group = new ConnectionGroup(Token);
        var progress = new TransferTally();
        using var watch = new StallWatch(group, progress, () => 0, Timeout, _time);
        progress.BeginWait();

        _time.Advance(Timeout - (Timeout / 10));
        Assert.False(group.Failed.IsCompleted);
        _time.Advance(Timeout / 10);

        Assert.Contains("600 seconds", (await group.Failed).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Time_in_which_nobody_waits_for_the_peer_does_not_count()
    {
        using var group = new ConnectionGroup(Token);
        using var watch = new StallWatch(group, new TransferTally(), () => 0, Timeout, _time);

        _time.Advance(Timeout * 3);

        Assert.False(group.Failed.IsCompleted);
    }
}

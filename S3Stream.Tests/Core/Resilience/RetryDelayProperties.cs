using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using S3Stream.Resilience;
using Xunit;

namespace S3Stream.Tests.Core.Resilience;

public sealed class RetryDelayProperties
{
    [Property]
    public bool A_delay_is_never_negative_and_never_beyond_the_bound(PositiveInt attempt, bool throttled, byte random)
    {
        TimeSpan delay = RetryDelay.After(attempt.Get, throttled, null, random / 256.0);
        return delay >= TimeSpan.Zero && delay <= RetryDelay.MaxBound;
    }

    [Property]
    public bool The_bound_grows_with_every_attempt_until_it_is_reached(PositiveInt attempt, bool throttled)
    {
        TimeSpan now = RetryDelay.After(attempt.Get, throttled, null, 1);
        TimeSpan next = RetryDelay.After(attempt.Get + 1, throttled, null, 1);
        return next == RetryDelay.MaxBound || next == now * 2;
    }

    [Property]
    public bool What_the_store_asks_for_is_obeyed_up_to_the_limit(
        PositiveInt attempt, bool throttled, PositiveInt milliseconds, byte random)
    {
        TimeSpan asked = TimeSpan.FromMilliseconds(milliseconds.Get * 97L);
        TimeSpan delay = RetryDelay.After(attempt.Get, throttled, asked, random / 256.0);
        TimeSpan obeyed = asked < RetryDelay.MaxRetryAfter ? asked : RetryDelay.MaxRetryAfter;
        return delay >= obeyed && delay <= obeyed + RetryDelay.MaxBound;
    }

    [Property]
    public Property The_delay_is_proportional_to_the_random_number(PositiveInt attempt, byte random)
    {
        double full = RetryDelay.After(attempt.Get, false, null, 1).TotalMilliseconds;
        double part = RetryDelay.After(attempt.Get, false, null, random / 256.0).TotalMilliseconds;
        return (Math.Abs((full * random / 256.0) - part) < 0.01).ToProperty();
    }

    [Fact]
    public void The_first_delays_are_as_documented()
    {
        Assert.Equal(TimeSpan.FromMilliseconds(100), RetryDelay.After(1, throttled: false, null, 1));
        Assert.Equal(TimeSpan.FromMilliseconds(500), RetryDelay.After(1, throttled: true, null, 1));
        Assert.Equal(TimeSpan.Zero, RetryDelay.After(1, throttled: false, TimeSpan.FromSeconds(-5), 0));
    }
}

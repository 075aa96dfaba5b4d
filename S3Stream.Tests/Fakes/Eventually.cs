using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace S3Stream.Tests.Fakes;

/// <summary>Waits for what other threads do, with a bound of its own, so that a fault fails its test and does not hang the run.</summary>
internal static class Eventually
{
    /// <summary>Real time: far more than a loaded machine needs.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <param name="condition">What must come true.</param>
    /// <param name="meanwhile">Done before each look, such as moving a clock.</param>
    /// <param name="pause">Time between two looks; the default leaves others time to follow a clock that is moved.</param>
    /// <param name="text">The condition's own text, for the failure.</param>
    /// <exception cref="TimeoutException">It did not come true within a minute.</exception>
    public static async Task TrueAsync(
        Func<bool> condition, Action? meanwhile = null, TimeSpan? pause = null,
        [CallerArgumentExpression(nameof(condition))] string text = "")
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Limit)
            {
                throw new TimeoutException($"Within {Limit.TotalSeconds} s it did not come true that {text}.");
            }

            meanwhile?.Invoke();
            await Task.Delay(pause ?? TimeSpan.FromMilliseconds(meanwhile is null ? 5 : 20));
        }
    }
}

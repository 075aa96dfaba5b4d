using System.Globalization;
using System.Net.Http.Headers;

namespace S3Stream.Storage.Failures;

/// <summary>How long a store asks to wait: Retry-After in seconds, or x-amz-retry-after in milliseconds. Pure.</summary>
internal static class RetryAfterText
{
    /// <summary>
    /// The wait, or <see langword="null"/> when neither header tells one. A Retry-After with a date is left aside: it depends on both
    /// clocks.
    /// </summary>
    public static TimeSpan? Parse(string? retryAfter, string? amazonRetryAfter)
    {
        if (long.TryParse(amazonRetryAfter, NumberStyles.None, CultureInfo.InvariantCulture, out long milliseconds)
            && milliseconds <= int.MaxValue)
        {
            return TimeSpan.FromMilliseconds(milliseconds);
        }

        return RetryConditionHeaderValue.TryParse(retryAfter, out RetryConditionHeaderValue? value) ? value.Delta : null;
    }
}

using System.Globalization;

namespace S3Stream.Embedded;

/// <summary>Numbers of requests: digits only, in a range. No sign, no blank, not nothing.</summary>
internal static class WholeNumber
{
    /// <summary>The number in <paramref name="text"/>, or InvalidArgument naming the parameter or header <paramref name="name"/>.</summary>
    public static int Parse(string name, string text, int minimum, int maximum) => (int)Parse(name, text, (long)minimum, maximum);

    /// <inheritdoc cref="Parse(string, string, int, int)"/>
    public static long Parse(string name, string text, long minimum, long maximum) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value >= minimum && value <= maximum
            ? value
            : throw StoreError.InvalidArgument.Fault($"{name} must be a whole number from {minimum} to {maximum}, not '{text}'.");
}

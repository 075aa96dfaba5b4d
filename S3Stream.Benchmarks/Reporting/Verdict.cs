using System.Globalization;

namespace S3Stream.Benchmarks.Reporting;

/// <summary>A target and how it was met.</summary>
/// <param name="Figure">The figure with what it is of.</param>
/// <param name="Target">What was wanted; empty where nothing was, and the figure is only told.</param>
/// <param name="IsMet">Whether the figure reaches it.</param>
internal sealed record Verdict(string Figure, string Target, bool IsMet)
{
    public static Verdict AtMost(double figure, double limit, string of) =>
        new(Text(figure, of), $"at most {Short(limit)}", figure <= limit);

    public static Verdict AtLeast(double figure, double limit, string of) =>
        new(Text(figure, of), $"at least {Short(limit)}", figure >= limit);

    /// <summary>A figure nobody set a target for.</summary>
    public static Verdict Told(double figure, string of) => new(Text(figure, of), "", true);

    private static string Text(double figure, string of) => $"{Short(figure)} {of}";

    private static string Short(double value) =>
        value.ToString(Math.Abs(value) >= 100 ? "0" : Math.Abs(value) >= 10 ? "0.#" : "0.###", CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Text;

namespace S3Stream.Benchmarks.Endpoint;

/// <summary>
/// Results as sections of one Markdown file. A section is written between two marks with its name, so that a new run replaces the old one
/// and leaves the rest of the file alone.
/// </summary>
internal static class Report
{
    /// <summary>A table of medians: one row per subject, each relative to the first.</summary>
    public static string Table(string title, IReadOnlyList<Sample> samples)
    {
        var text = new StringBuilder().Append("### ").Append(title).Append("\n\n");
        text.Append("| | rounds | MB/s | slowest - fastest | CPU s/GB | relative speed |\n|---|---|---|---|---|---|\n");
        double? first = null;
        foreach (IGrouping<string, Sample> subject in samples.GroupBy(sample => sample.Subject))
        {
            double speed = Median(subject.Select(sample => sample.MegabytesPerSecond));
            first ??= speed;
            text.Append(CultureInfo.InvariantCulture, $"| {subject.Key} | {subject.Count()} | {speed:f0} | ")
                .Append(CultureInfo.InvariantCulture, $"{subject.Min(sample => sample.MegabytesPerSecond):f0} - {subject.Max(sample => sample.MegabytesPerSecond):f0} | ")
                .Append(CultureInfo.InvariantCulture, $"{Median(subject.Select(sample => sample.ProcessorSecondsPerGigabyte)):f2} | {speed / first:f2} |\n");
        }

        return text.ToString();
    }

    /// <summary>Puts a section into the file, in place of the one with the same name.</summary>
    public static void Write(FileInfo file, string section, string content)
    {
        string begin = $"<!-- {section}: written by S3Stream.Benchmarks {section} -->";
        string end = $"<!-- end of {section} -->";
        string body = $"{begin}\n{Machine.Describe()}\n\n{content}{end}\n";
        string text = file.Exists ? File.ReadAllText(file.FullName) : "# Measurements\n";
        int from = text.IndexOf(begin, StringComparison.Ordinal);
        int to = text.IndexOf(end, StringComparison.Ordinal);
        text = from >= 0 && to > from ? text[..from] + body + text[(to + end.Length + 1)..] : text.TrimEnd() + "\n\n" + body;
        file.Directory!.Create();
        File.WriteAllText(file.FullName, text);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}

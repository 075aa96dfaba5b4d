using System.Globalization;
using S3Stream.Benchmarks.Reporting;

namespace S3Stream.Benchmarks.Running;

/// <summary>The samples of one comparison. Not safe for concurrent use.</summary>
internal sealed class SampleSet
{
    private readonly List<Sample> _samples = [];

    public IReadOnlyList<Sample> All => _samples;

    public void Add(Sample sample) => _samples.Add(sample);

    public void AddRange(IEnumerable<Sample> samples) => _samples.AddRange(samples);

    /// <summary>The same samples, those of each subject together, subjects as given.</summary>
    public SampleSet InOrderOf(IEnumerable<string> subjects)
    {
        var ordered = new SampleSet();
        ordered._samples.AddRange(subjects.SelectMany(Of));
        return ordered;
    }

    public double Median(string subject, Metric metric)
    {
        double[] sorted = [.. Of(subject).Select(metric.Of).Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    public double Max(string subject, Metric metric) => Of(subject).Max(metric.Of);

    public double Min(string subject, Metric metric) => Of(subject).Min(metric.Of);

    /// <summary>How many times the median of <paramref name="baseline"/> that of <paramref name="subject"/> is.</summary>
    public double Ratio(string subject, string baseline, Metric metric) => Median(subject, metric) / Median(baseline, metric);

    /// <summary>Medians, one row per subject; the first metric also with its extremes and relative to the first subject.</summary>
    public ResultTable Table(string title, params Metric[] metrics)
    {
        string[] columns = ["", "rounds", metrics[0].Name, "least - most", "relative", .. metrics.Skip(1).Select(metric => metric.Name)];
        string[] subjects = [.. _samples.Select(sample => sample.Subject).Distinct()];
        return new ResultTable(title, columns, [.. subjects.Select(subject => Row(subject, subjects[0], metrics))]);
    }

    private string[] Row(string subject, string first, Metric[] metrics)
    {
        Metric lead = metrics[0];
        double[] values = [.. Of(subject).Select(lead.Of)];
        return
        [
            subject,
            Text(values.Length, "f0"),
            Text(Median(subject, lead), lead.Format),
            $"{Text(values.Min(), lead.Format)} - {Text(values.Max(), lead.Format)}",
            Text(Ratio(subject, first, lead), "f2"),
            .. metrics.Skip(1).Select(metric => Text(Median(subject, metric), metric.Format)),
        ];
    }

    private IEnumerable<Sample> Of(string subject) => _samples.Where(sample => sample.Subject == subject);

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}

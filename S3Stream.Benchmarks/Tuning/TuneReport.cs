using System.Globalization;
using System.Text;
using S3Stream.Benchmarks.Reporting;

namespace S3Stream.Benchmarks.Tuning;

/// <summary>The table, the settings to paste and the reasons, as text for a person; and the plot.</summary>
internal static class TuneReport
{
    // above this share the processors, not the service, are what limits
    private const double Saturated = 0.85;

    public static string Write(TuneResult result, long memoryBudget)
    {
        var text = new StringBuilder("\n");
        text.Append("  requests  part MiB  threads  streams   up MB/s  down MB/s   busy\n");
        foreach (Measured row in result.Store.Concat(result.Network))
        {
            Combination set = row.Combination;
            string streams = set.Streams > 0 ? set.Streams.ToString(CultureInfo.InvariantCulture) : "-";
            text.Append(
                CultureInfo.InvariantCulture, $"  {set.Requests,8}  {set.PartSize / Combination.MiB,8}  {set.Threads,7}  {streams,7}  ")
                .Append(CultureInfo.InvariantCulture, $"{row.Up,8:f0}  {row.Down,9:f0}  {100 * row.Busy,4:f0}%\n");
        }

        if (result.Findings.Any(finding => finding.Stop == StopReason.Limit) || result.Store.Count == 0)
        {
            text.Append("\nThe time or byte limit came before the search was done; raise --time or --bytes for a firm answer.\n");
        }

        IReadOnlyList<(string Name, string Value)> settings = TuneSettings.Settings(result.Best);
        text.Append("\nTo paste, as options of serve:\n  ").AppendJoin(
            ' ', settings.Select(setting => $"--{setting.Name} {setting.Value}"));
        text.Append("\nor as lines of the settings file:\n");
        foreach ((string name, string value) in settings)
        {
            text.Append("  ").Append(name).Append(" = ").Append(value).Append('\n');
        }

        if (result.Findings.FirstOrDefault(finding => finding.Axis == Axis.Streams) is { } streamsFound)
        {
            text.Append(CultureInfo.InvariantCulture, $"and for clients: globus-url-copy -p {streamsFound.Chosen.Combination.Streams}\n");
        }

        text.Append("\nWhy:\n");
        foreach (Finding finding in result.Findings)
        {
            text.Append("  ").Append(Reason(finding, result.Latency, memoryBudget)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The speed of every combination, in the order of the search.</summary>
    public static LinePlot Plot(TuneResult result)
    {
        Measured[] all = [.. result.Store, .. result.Network];
        return new LinePlot(
            "tune",
            "Speed of each combination",
            "requests x part size, threads, streams",
            "MB/s",
            [.. all.Select(row => Label(row.Combination))],
            [new("up", [.. all.Select(row => row.Up)]), new("down", [.. all.Select(row => row.Down)])]);
    }

    /// <summary>One sentence or two: what was gained, and what stands in the way of more.</summary>
    public static string Reason(Finding finding, TimeSpan latency, long memoryBudget)
    {
        string value = Text(finding.Axis, finding.Axis.Value(finding.Chosen.Combination));
        string before = Text(finding.Axis, finding.Axis.Value(finding.Before.Combination));
        double gain = finding.Chosen.Score / finding.Before.Score;
        string change = !finding.Raised && !finding.Lowered
            ? $"{finding.Axis.Name} {value}, as before"
            : string.Create(CultureInfo.InvariantCulture, $"{finding.Axis.Name} {value} instead of {before}: {gain:f2} times as fast");
        return $"{change}; {Cause(finding, latency)}{Stop(finding, memoryBudget)}.";
    }

    private static string Cause(Finding finding, TimeSpan latency)
    {
        bool hidesLatency = finding.Raised
            && finding.Before.Busy < Saturated
            && (finding.Axis == Axis.Requests || finding.Axis == Axis.PartSize);
        return hidesLatency
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"latency-bound before: an answer takes {latency.TotalMilliseconds:f1} ms, which more bytes on their way hide; ")
            : "";
    }

    private static string Stop(Finding finding, long memoryBudget) => finding.Stop switch
    {
        StopReason.RangeEnd => "it is the last of its range",
        StopReason.Limit => "the time or byte limit came here",
        StopReason.Memory =>
            $"memory-bound: --memory-budget {memoryBudget / Combination.MiB}MiB holds no more; raise it and tune again",
        _ => NoGain(finding),
    };

    private static string NoGain(Finding finding)
    {
        Measured beyond = finding.Beyond!;
        string next = Text(finding.Axis, finding.Axis.Value(beyond.Combination));
        string change = string.Create(
            CultureInfo.InvariantCulture, $"{next} changed the speed by {100 * ((beyond.Score / finding.Chosen.Score) - 1):f0} %");
        string limit = finding.Chosen.Busy >= Saturated
            ? string.Create(CultureInfo.InvariantCulture, $"CPU-bound: this machine's processors are {100 * finding.Chosen.Busy:f0} % busy")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"the service's or the network's limit: {finding.Chosen.Up:f0} MB/s up, {finding.Chosen.Down:f0} MB/s down");
        return $"{limit}; {change}";
    }

    private static string Label(Combination set) => string.Create(
        CultureInfo.InvariantCulture,
        $"{set.Requests} x {set.PartSize / Combination.MiB}\n{set.Threads} t{(set.Streams > 0 ? $"\n-p {set.Streams}" : "")}");

    private static string Text(Axis axis, int value) => axis == Axis.PartSize
        ? string.Create(CultureInfo.InvariantCulture, $"{value / Combination.MiB} MiB")
        : value.ToString(CultureInfo.InvariantCulture);
}

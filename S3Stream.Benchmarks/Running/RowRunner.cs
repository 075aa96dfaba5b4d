using System.Diagnostics;
using System.Globalization;
using S3Stream.Benchmarks.Reporting;

namespace S3Stream.Benchmarks.Running;

/// <summary>Runs one row after the other and keeps what they find.</summary>
internal sealed class RowRunner(RunSettings settings, ResultFolder results)
{
    /// <summary>Runs a row. A row that fails does not end the others: what went wrong becomes its result.</summary>
    /// <returns>Whether there are figures.</returns>
    public async Task<bool> RunAsync(IBenchmarkRow row, CancellationToken cancellationToken)
    {
        Console.Error.WriteLine($"{row.Name}: {row.What}");
        long start = Stopwatch.GetTimestamp();
        try
        {
            using var context = new RunContext(settings);
            Measurement found = await row.RunAsync(context, cancellationToken);
            var result = new RowResult
            {
                Row = row.Name,
                Circumstances = Circumstances(Stopwatch.GetElapsedTime(start)),
                Verdicts = found.Verdicts,
                Tables = found.Tables,
                Samples = found.Samples,
                Plots = found.Plots.ToDictionary(plot => plot.Name, plot => plot.Title),
            };
            results.Save(row, result, found.Plots);
            Print(result);
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            string reason = exception is UnavailableException ? exception.Message : $"{exception.GetType().Name}: {exception.Message}";
            Console.Error.WriteLine(exception is UnavailableException ? $"  not measured: {reason}" : exception.ToString());
            results.Save(
                row,
                new RowResult
                {
                    Row = row.Name,
                    Circumstances = Circumstances(Stopwatch.GetElapsedTime(start)),
                    Unavailable = OneLine(reason),
                },
                []);
            return false;
        }
    }

    private string Circumstances(TimeSpan duration) => string.Create(
        CultureInfo.InvariantCulture,
        $"({Machine.Describe()}; endpoint {(settings.IsNative ? "native" : "just in time")}; "
            + $"{(settings.Quick ? "a quick run, " : "")}took {duration.TotalSeconds:f0} s.)");

    private static void Print(RowResult result)
    {
        foreach (ResultTable table in result.Tables)
        {
            Console.WriteLine($"\n{table.Title}");
            Console.WriteLine(string.Join(" | ", table.Columns));
            foreach (IReadOnlyList<string> line in table.Rows)
            {
                Console.WriteLine(string.Join(" | ", line));
            }
        }

        foreach (Verdict verdict in result.Verdicts)
        {
            string judged = verdict.Target.Length == 0 ? "no target" : $"wanted {verdict.Target}: {(verdict.IsMet ? "met" : "MISSED")}";
            Console.WriteLine($"{result.Row}: {verdict.Figure}, {judged}");
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Replace("|", "/", StringComparison.Ordinal);
}

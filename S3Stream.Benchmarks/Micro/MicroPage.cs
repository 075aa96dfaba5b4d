using System.Text;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using S3Stream.Benchmarks.Reporting;

namespace S3Stream.Benchmarks.Micro;

/// <summary>The page of the building blocks: one section per class of benchmarks, each kept in a file of its own beside the page.</summary>
internal static class MicroPage
{
    private const string Prefix = "micro-";

    /// <summary>Replaces the sections that were measured and makes the page anew from all there are.</summary>
    public static void Write(string page, IEnumerable<Summary> summaries)
    {
        string folder = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(page)!, "benchmarks")).FullName;
        foreach (Summary summary in summaries.Where(summary => summary.Reports.Length > 0))
        {
            string name = summary.BenchmarksCases[0].Descriptor.Type.Name.Replace("Benchmarks", "", StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(folder, $"{Prefix}{name}.md"), Section(name, summary));
        }

        var text = new StringBuilder("# Measurements of the building blocks\n\n")
            .Append("<!-- Written by S3Stream.Benchmarks micro: change nothing here. -->\n\n")
            .Append("Short runs of BenchmarkDotNet in one process; `scripts/benchmark.sh micro` repeats them. ")
            .Append("The whole in [benchmarks.md](benchmarks.md).\n\n");
        foreach (string file in Directory.EnumerateFiles(folder, Prefix + "*.md").Order(StringComparer.Ordinal))
        {
            text.Append(File.ReadAllText(file)).Append('\n');
        }

        File.WriteAllText(page, text.ToString().TrimEnd() + "\n");
    }

    private static string Section(string name, Summary summary)
    {
        var logger = new AccumulationLogger();
        MarkdownExporter.GitHub.ExportToLog(summary, logger);
        IEnumerable<string> table = logger.GetLog().Split('\n').Select(line => line.TrimEnd()).Where(line => line.StartsWith('|'));
        return $"## {name}\n\n({Machine.Describe()}.)\n\n{string.Join('\n', table)}\n";
    }
}

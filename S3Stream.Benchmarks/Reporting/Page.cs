using System.Text;
using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Reporting;

/// <summary>The page of measurements, made anew from the results that are there.</summary>
internal static class Page
{
    /// <summary>
    /// Writes <paramref name="file"/>; its results lie in <paramref name="folder"/>, named <paramref name="folderName"/> in links.
    /// </summary>
    public static void Write(string file, ResultFolder folder, string folderName, IReadOnlyList<IBenchmarkRow> rows)
    {
        (IBenchmarkRow Row, RowResult Result)[] known = [.. rows
            .Select(row => (row, result: folder.Load(row)))
            .Where(pair => pair.result is not null)
            .Select(pair => (pair.row, pair.result!))];
        var text = new StringBuilder("# Measurements\n\n")
            .Append(
                $"<!-- Written by S3Stream.Benchmarks run: change nothing here; what people say stands in {folderName}/*.note.md. -->\n\n")
            .Append(folder.Note("introduction"))
            .Append("| what | figure | target | verdict |\n|---|---|---|---|\n");
        foreach ((IBenchmarkRow row, RowResult result) in known)
        {
            text.Append(SummaryOf(row, result));
        }

        text.Append('\n').Append(folder.Note("limits"));
        foreach ((IBenchmarkRow row, RowResult result) in known)
        {
            AppendSection(text, row, result, folder, folderName);
        }

        File.WriteAllText(file, text.ToString().TrimEnd() + "\n");
    }

    private static string SummaryOf(IBenchmarkRow row, RowResult result)
    {
        string what = $"[{row.What}](#{row.Name})";
        return result.Unavailable is { } reason
            ? $"| {what} | not measured: {reason} | | |\n"
            : $"| {what} | {Lines(result, of => of.Figure)} | {Lines(result, of => of.Target)} | {Lines(result, Word)} |\n";
    }

    private static string Lines(RowResult result, Func<Verdict, string> part) => string.Join("<br>", result.Verdicts.Select(part));

    private static string Word(Verdict verdict) => verdict.Target.Length == 0 ? "" : verdict.IsMet ? "met" : "**missed**";

    private static void AppendSection(StringBuilder text, IBenchmarkRow row, RowResult result, ResultFolder folder, string folderName)
    {
        text.Append($"## {row.Name}\n\n{row.What}. {row.How} {result.Circumstances}\n\n");
        if (result.Unavailable is { } reason)
        {
            text.Append($"Not measured: {reason}\n\n");
        }

        foreach (ResultTable table in result.Tables)
        {
            Append(text, table);
        }

        foreach ((string name, string title) in result.Plots)
        {
            text.Append($"![{title}]({folderName}/{name}.svg)\n\n");
        }

        text.Append(folder.Note(row.Name));
    }

    private static void Append(StringBuilder text, ResultTable table)
    {
        text.Append($"{table.Title}:\n\n| {string.Join(" | ", table.Columns)} |\n|{string.Concat(table.Columns.Select(_ => "---|"))}\n");
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            text.Append($"| {string.Join(" | ", row)} |\n");
        }

        text.Append('\n');
    }
}

using System.Text.Json;
using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Reporting;

/// <summary>
/// The page's material: <c>ROW.json</c> and plots, written by runs, and <c>ROW.note.md</c>, written by people. A run of one row replaces
/// only
/// that row's files; the page is made from all of them.
/// </summary>
internal sealed class ResultFolder(string path)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    public void Save(IBenchmarkRow row, RowResult result, IReadOnlyList<LinePlot> plots)
    {
        Directory.CreateDirectory(path);
        foreach (LinePlot plot in plots)
        {
            plot.Save(Path.Combine(path, plot.Name + ".svg"));
        }

        File.WriteAllText(FileOf(row), JsonSerializer.Serialize(result, Json) + "\n");
    }

    public RowResult? Load(IBenchmarkRow row) =>
        File.Exists(FileOf(row)) ? JsonSerializer.Deserialize<RowResult>(File.ReadAllText(FileOf(row)), Json) : null;

    /// <summary>What a person wrote about a row, or about all of them (<c>introduction</c>, <c>limits</c>); empty if nothing.</summary>
    public string Note(string name)
    {
        string file = Path.Combine(path, name + ".note.md");
        return File.Exists(file) ? File.ReadAllText(file).Trim() + "\n\n" : "";
    }

    private string FileOf(IBenchmarkRow row) => Path.Combine(path, row.Name + ".json");
}

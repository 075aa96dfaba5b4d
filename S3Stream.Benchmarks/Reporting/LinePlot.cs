using ScottPlot;
using ScottPlot.TickGenerators;

namespace S3Stream.Benchmarks.Reporting;

/// <summary>
/// A plot of one or more lines over steps that are evenly spaced, whatever their labels (1, 2, 4, ...). Written as SVG; needs no display.
/// </summary>
/// <param name="Name">Names the file.</param>
/// <param name="Title">Above the plot.</param>
/// <param name="XLabel">What the steps are.</param>
/// <param name="YLabel">What the values are, with unit.</param>
/// <param name="Steps">Labels of the steps.</param>
/// <param name="Lines">Each line: its name, and one value per step; NaN leaves a step out.</param>
internal sealed record LinePlot(
    string Name,
    string Title,
    string XLabel,
    string YLabel,
    IReadOnlyList<string> Steps,
    IReadOnlyList<KeyValuePair<string, IReadOnlyList<double>>> Lines)
{
    private const int Width = 900;
    private const int Height = 450;

    /// <summary>Writes the plot; the folder exists.</summary>
    public void Save(string file)
    {
        using var plot = new Plot();
        double[] positions = [.. Steps.Select((_, index) => (double)index)];
        foreach ((string name, IReadOnlyList<double> values) in Lines)
        {
            int[] known = [.. Enumerable.Range(0, values.Count).Where(index => !double.IsNaN(values[index]))];
            double[] x = [.. known.Select(index => positions[index])];
            double[] y = [.. known.Select(index => values[index])];
            plot.Add.Scatter(x, y).LegendText = name;
        }

        plot.Title(Title);
        plot.XLabel(XLabel);
        plot.YLabel(YLabel);
        plot.Axes.Bottom.TickGenerator = new NumericManual(positions, [.. Steps]);
        plot.Axes.SetLimitsY(0, 1.1 * Lines.SelectMany(line => line.Value).Where(value => !double.IsNaN(value)).DefaultIfEmpty(1).Max());
        plot.ShowLegend(Edge.Right);
        plot.SaveSvg(file, Width, Height);
    }
}

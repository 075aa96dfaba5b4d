using System.Diagnostics;
using System.Globalization;

namespace S3Stream.Benchmarks.Tuning;

/// <summary>
/// How busy this machine's processors are, all processes together: the client and an endpoint of its own are others than this one. Where
/// the system does not tell (anywhere but Linux), this process alone.
/// </summary>
internal sealed class BusyMeter
{
    private const string Counters = "/proc/stat";

    // "cpu  user nice system idle iowait irq softirq steal ..." in ticks since the start; proc(5)
    private const int Idle = 4;
    private const int Wait = 5;
    private const int Steal = 8;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly (double Busy, double All) _before = Read();

    /// <summary>The share of all processors' time that was used since this meter was made, 0 to 1.</summary>
    public double Share
    {
        get
        {
            (double busy, double all) = Read();
            double time = all > 0 ? all - _before.All : Stopwatch.GetElapsedTime(_start).TotalSeconds * Environment.ProcessorCount;
            return time > 0 ? Math.Clamp((busy - _before.Busy) / time, 0, 1) : 0;
        }
    }

    private static (double Busy, double All) Read()
    {
        if (!OperatingSystem.IsLinux())
        {
            return (Environment.CpuUsage.TotalTime.TotalSeconds, 0);
        }

        string[] fields = File.ReadLines(Counters).First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        double[] ticks = [0, .. fields[1..(Steal + 1)].Select(field => double.Parse(field, CultureInfo.InvariantCulture))];
        double all = ticks.Sum();
        return (all - ticks[Idle] - ticks[Wait], all);
    }
}

using System.Globalization;
using System.Runtime.InteropServices;

namespace S3Stream.Benchmarks.Reporting;

/// <summary>The machine a measurement was made on, in one line.</summary>
internal static class Machine
{
    public static string Describe()
    {
        string processor = Value("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString();
        string? memory = Value("/proc/meminfo", "MemTotal")?.Replace("kB", "", StringComparison.Ordinal).Trim();
        long gibibytes = memory is null ? 0 : long.Parse(memory, CultureInfo.InvariantCulture) / 1024 / 1024;
        string date = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return $"{date}: {Environment.ProcessorCount} cores of {processor}, {gibibytes} GiB, {RuntimeInformation.OSDescription}, "
            + RuntimeInformation.FrameworkDescription;
    }

    private static string? Value(string file, string name) =>
        File.Exists(file)
            ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            : null;
}

using System.Globalization;

namespace S3Stream.Benchmarks.Processes;

/// <summary>Resident memory of a process as the kernel counts it (proc(5)).</summary>
internal static class ProcessMemory
{
    // proc(5), clear_refs: 5 sets the peak to what is resident now
    private const string ResetCode = "5";

    public static long Resident(int process) => Value(process, "VmRSS:");

    public static long Peak(int process) => Value(process, "VmHWM:");

    public static void ResetPeak(int process) => File.WriteAllText($"/proc/{process}/clear_refs", ResetCode);

    private static long Value(int process, string name)
    {
        string line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(name.Length).Trim().TrimEnd(" kB"), NumberStyles.None, CultureInfo.InvariantCulture) * 1024;
    }
}

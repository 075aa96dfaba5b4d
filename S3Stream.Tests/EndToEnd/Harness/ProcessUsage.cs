using System.Globalization;

namespace S3Stream.Tests.EndToEnd;

/// <summary>What a process takes of the system at one moment, as <c>/proc</c> tells it.</summary>
/// <param name="Handles">Open files and sockets.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Resident">Memory, in bytes.</param>
internal sealed record ProcessUsage(int Handles, int Threads, long Resident)
{
    public static ProcessUsage Of(int id)
    {
        string line = File.ReadLines($"/proc/{id}/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        long kibibytes = long.Parse(line[6..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
        return new ProcessUsage(
            Directory.EnumerateFileSystemEntries($"/proc/{id}/fd").Count(),
            Directory.EnumerateDirectories($"/proc/{id}/task").Count(),
            kibibytes * 1_024);
    }
}

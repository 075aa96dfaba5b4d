using System.Globalization;

namespace S3Stream.Admin;

/// <summary>Limits of settings against those of the machine.</summary>
internal static class ResourceChecks
{
    /// <summary>What the process needs beside the budget (docs/memory.md).</summary>
    private const long OwnMemory = 100L << 20;

    /// <summary>Ports below which clients soon wait for one another.</summary>
    private const int FewPorts = 100;

    public static IEnumerable<Finding> Memory(long budget, long available) => budget + OwnMemory <= available
        ? []
        :
        [
            Finding.Warning(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"memory-budget = {budget >> 20}MiB, and this machine or container has {available >> 20} MiB in all"),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Set memory-budget to {Math.Max(20, (available - OwnMemory) >> 20)}MiB or less, or the system ends the server.")),
        ];

    public static IEnumerable<Finding> Ports((int First, int Last) range, int maxConnections)
    {
        (int first, int last) = range;
        int count = last - first + 1;
        int wanted = Math.Min(FewPorts, maxConnections);
        return first == 0 || count >= wanted
            ? []
            :
            [
                Finding.Warning(
                    $"port-range = {first}-{last}: {count} transfers at once have a port, the next ones are refused with 425",
                    $"Give port-range {wanted} ports or more (and open them in the firewall), or lower max-connections."),
            ];
    }

    public static IEnumerable<Finding> Files(int maxConnections, long limit) =>
        OpenFileLimit.SessionsWithin(limit) is var sessions && sessions >= Wanted(maxConnections)
            ? []
            :
            [
                Finding.Warning(
                    $"the limit of open files is {limit}, so at most "
                        + $"{Math.Min(sessions, maxConnections)} sessions are served "
                        + $"(max-connections = {maxConnections})",
                    "Raise it to 65536: LimitNOFILE= of the systemd unit, or 'ulimit -Hn 65536' before the start; "
                        + "or lower max-connections."),
            ];

    /// <summary>Nobody who keeps the default means thousands: then a limit is told only where it is low.</summary>
    private static int Wanted(int maxConnections) => Math.Min(maxConnections, 1_024);
}

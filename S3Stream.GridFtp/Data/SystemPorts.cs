using System.Globalization;

namespace S3Stream.GridFtp.Data;

/// <summary>The ports Linux gives to whoever asks for any, and those among them it was told to keep (ip-sysctl: ip_local_*).</summary>
internal sealed class SystemPorts
{
    private const string Folder = "/proc/sys/net/ipv4/";

    private readonly (int First, int Last)[] _reserved;

    /// <param name="range">The text of ip_local_port_range: first and last port, separated by blanks.</param>
    /// <param name="reserved">The text of ip_local_reserved_ports: ports and ranges <c>a-b</c>, separated by commas; may be empty.</param>
    public SystemPorts(string range, string reserved)
    {
        int[] ends = [.. Split(range, null).Select(Number)];
        Range = (ends[0], ends[1]);
        _reserved = [.. Split(reserved, [',']).Select(part => Split(part, ['-'])).Select(pair => (Number(pair[0]), Number(pair[^1])))];
    }

    /// <summary>This machine's; Linux' defaults where it does not tell.</summary>
    public static SystemPorts Current { get; } = new(Read("ip_local_port_range", "32768 60999"), Read("ip_local_reserved_ports", ""));

    /// <summary>The first and the last port.</summary>
    public (int First, int Last) Range { get; }

    /// <summary>True: the administrator keeps the port for something else.</summary>
    public bool IsReserved(int port) => Array.Exists(_reserved, range => port >= range.First && port <= range.Last);

    private static string Read(string name, string otherwise) => File.Exists(Folder + name) ? File.ReadAllText(Folder + name) : otherwise;

    private static string[] Split(string text, char[]? by) =>
        text.Split(by, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}

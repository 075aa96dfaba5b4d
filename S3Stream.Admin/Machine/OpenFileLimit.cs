using System.Globalization;

namespace S3Stream.Admin;

/// <summary>How many files and sockets the process may have open (RLIMIT_NOFILE), and how many sessions that allows.</summary>
internal static class OpenFileLimit
{
    private const int Reserve = 64;

    /// <summary>Sockets of a session that transfers: its control connection, a listener, as many data connections as most use.</summary>
    private const int OfSession = 4;

    /// <summary>The soft limit, which the runtime has raised to the hard one at the start; very large where there is none.</summary>
    public static long Current
    {
        get
        {
            const string Row = "Max open files";
            string? line = File.Exists("/proc/self/limits")
                ? File.ReadLines("/proc/self/limits").FirstOrDefault(text => text.StartsWith(Row, StringComparison.Ordinal))
                : null;
            string? soft = line?[Row.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
            return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out long limit) ? limit : int.MaxValue;
        }
    }

    /// <summary>Sessions that can be served, each with a transfer of its own.</summary>
    public static int SessionsWithin(long limit) => (int)Math.Clamp((limit - Reserve) / OfSession, 8, int.MaxValue);
}

using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// OPTS RETR (GFD.020 4.4): keys in any case, each setting ends with <c>;</c>. Values beyond what the server grants are brought into range.
/// </summary>
internal static class RetrieveOptions
{
    public static void Apply(string text, SessionState state, GridFtpOptions options)
    {
        int parallelism = state.Parallelism;
        TimeSpan? markers = state.RetrieveMarkers;
        foreach ((string name, string value) in Arguments.Settings(text))
        {
            switch (name)
            {
                case "PARALLELISM":
                    parallelism = (int)Math.Clamp(Starting(value), 1, options.MaxParallelism);
                    break;
                case "MARKERS":
                    markers = Interval(Arguments.Number(value));
                    break;
                case "STRIPELAYOUT" when value.ToUpperInvariant() is "BLOCKED" or "PARTITIONED":
                case "BLOCKSIZE" or "PACKETSIZE" when Arguments.Number(value) >= 0: // of the layout, not of MODE E's blocks
                case "WINDOWSIZE":
                    break; // blocks go to whichever address is free, which any layout allows; the system tunes the window
                default:
                    throw Replies.SyntaxError();
            }
        }

        // all or nothing
        state.Parallelism = parallelism;
        state.RetrieveMarkers = markers;
    }

    /// <summary>0 seconds: none.</summary>
    public static TimeSpan? Interval(long seconds) => seconds == 0 ? null : TimeSpan.FromSeconds(Math.Min(seconds, 3_600));

    /// <summary><c>starting[,minimum,maximum]</c>: GCT opens the starting number.</summary>
    private static long Starting(string value)
    {
        long[] numbers = [.. value.Split(',').Select(Arguments.Number)];
        return numbers.Length is 1 or 3 && numbers[0] > 0 ? numbers[0] : throw Replies.SyntaxError();
    }
}

using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// OPTS RETR (GFD.020 4.4): keys in any case, each setting ends with <c>;</c>. Values beyond what the server grants are brought into range.
/// </summary>
internal static class RetrieveOptions
{
    private const int MinBlockSize = 4 * 1024;
    private const int MaxBlockSize = 16 * 1024 * 1024;

    public static void Apply(string text, SessionState state, GridFtpOptions options)
    {
        int parallelism = state.Parallelism;
        int? blockSize = state.BlockSize;
        TimeSpan? markers = state.RetrieveMarkers;
        foreach ((string name, string value) in Arguments.Settings(text))
        {
            switch (name)
            {
                case "PARALLELISM":
                    parallelism = (int)Math.Clamp(Starting(value), 1, options.MaxParallelism);
                    break;
                case "BLOCKSIZE" or "PACKETSIZE":
                    blockSize = Arguments.Number(value) is var size and > 0 ? (int)Math.Clamp(size, MinBlockSize, MaxBlockSize) : null;
                    break;
                case "MARKERS":
                    markers = Interval(Arguments.Number(value));
                    break;
                case "STRIPELAYOUT" when value.ToUpperInvariant() is "BLOCKED" or "PARTITIONED":
                case "WINDOWSIZE":
                    break; // one stripe; the system tunes the window
                default:
                    throw Replies.SyntaxError();
            }
        }

        // all or nothing
        state.Parallelism = parallelism;
        state.BlockSize = blockSize;
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

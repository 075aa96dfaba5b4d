using System.Diagnostics.Metrics;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Diagnostics;

/// <summary>
/// The endpoint's metrics, meter <c>S3Stream.GridFtp</c>; <c>docs/metrics.md</c> lists them. Names are frozen once released. Blocks cost
/// nothing: bytes are read from the running transfers when somebody asks. No tag holds a path, a user or an address: their number has no
/// bound. Safe for concurrent use.
/// </summary>
internal static class GridFtpMetrics
{
    public const string MeterName = "S3Stream.GridFtp";

    private static readonly Meter Meter = new(MeterName, ServerVersion.Text);
    private static readonly Lock Gate = new();
    private static readonly Dictionary<TransferTally, bool> Running = [];

    private static readonly InstrumentAdvice<double> Seconds =
        new() { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 1_800, 7_200, 43_200] };

    private static readonly Counter<long> Sessions = Meter.CreateCounter<long>(
        "gridftp.sessions", "{session}", "Control connections, by whether they were served.");

    private static readonly Counter<long> Logins = Meter.CreateCounter<long>("gridftp.logins", "{login}", "Logins, by method and outcome.");
    private static readonly Counter<long> Lost = Meter.CreateCounter<long>(
        "gridftp.log.lost", "{line}", "Lines of log files that could not be written.");

    private static readonly Counter<long> Streams = Meter.CreateCounter<long>(
        "gridftp.data_connections", "{connection}", "Data connections that took part in transfers, once for each transfer.");

    private static readonly Histogram<double> Transfers = Meter.CreateHistogram(
        "gridftp.transfer.duration", "s", "Transfers, by verb, mode and the reply's code.", advice: Seconds);

    private static long _sessions;
    private static long _received;
    private static long _sent;

    static GridFtpMetrics()
    {
        Meter.CreateObservableUpDownCounter(
            "gridftp.sessions.active", () => Interlocked.Read(ref _sessions), "{session}", "Control connections served now.");
        Meter.CreateObservableUpDownCounter("gridftp.transfers.active", ObserveRunning, "{transfer}", "Transfers under way.");
        Meter.CreateObservableCounter("gridftp.io", ObserveBytes, "By", "Bytes of data connections' payload.");
    }

    public static void SessionOpened()
    {
        Interlocked.Increment(ref _sessions);
        Sessions.Add(1, new KeyValuePair<string, object?>("outcome", "served"));
    }

    public static void SessionClosed() => Interlocked.Decrement(ref _sessions);

    public static void SessionRefused() => Sessions.Add(1, new KeyValuePair<string, object?>("outcome", "refused"));

    public static void SessionDismissed() => Sessions.Add(1, new KeyValuePair<string, object?>("outcome", "dismissed"));

    /// <param name="method"><c>anonymous</c>, <c>password</c> or <c>certificate</c>.</param>
    /// <param name="succeeded">The user is logged in.</param>
    public static void LoggedIn(string method, bool succeeded) =>
        Logins.Add(1, new("method", method), new("outcome", succeeded ? "ok" : "refused"));

    public static void LogLinesLost(long count) => Lost.Add(count);

    public static void TransferBegins(TransferTally progress, TransferDirection direction)
    {
        lock (Gate)
        {
            Running[progress] = direction == TransferDirection.Upload;
        }
    }

    public static void TransferEnded(TransferTally progress, string verb, char mode, int code, TimeSpan duration)
    {
        lock (Gate)
        {
            if (Running.Remove(progress, out bool isUpload))
            {
                _ = isUpload ? _received += progress.BytesMoved : _sent += progress.BytesMoved;
            }
        }

        Streams.Add(progress.Streams);
        if (Transfers.Enabled)
        {
            Transfers.Record(duration.TotalSeconds, new("verb", verb), new("mode", mode.ToString()), new("code", code));
        }
    }

    private static IEnumerable<Measurement<long>> ObserveRunning()
    {
        long uploads;
        long all;
        lock (Gate)
        {
            uploads = Running.Values.LongCount(isUpload => isUpload);
            all = Running.Count;
        }

        return [Of(uploads, isUpload: true), Of(all - uploads, isUpload: false)];
    }

    private static IEnumerable<Measurement<long>> ObserveBytes()
    {
        long received;
        long sent;
        lock (Gate)
        {
            received = _received + Running.Where(run => run.Value).Sum(run => run.Key.BytesMoved);
            sent = _sent + Running.Where(run => !run.Value).Sum(run => run.Key.BytesMoved);
        }

        return [Of(received, isUpload: true), Of(sent, isUpload: false)];
    }

    private static Measurement<long> Of(long value, bool isUpload) =>
        new(value, new KeyValuePair<string, object?>("direction", isUpload ? "upload" : "download"));
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using S3Stream.Memory;
using S3Stream.Storage;

namespace S3Stream.Diagnostics;

/// <summary>
/// The library's metrics, meter <c>S3Stream</c>; <c>docs/metrics.md</c> lists them. Names are frozen once released. While nobody listens a
/// measurement is one check of a field. No tag holds the name of a bucket, an object or a user: their number has no bound. Safe for
/// concurrent use.
/// </summary>
internal static class S3StreamMetrics
{
    private const string OperationTag = "s3.operation";
    private const string OutcomeTag = "outcome";

    private static readonly Meter Meter = new("S3Stream", typeof(S3StreamMetrics).Assembly.GetName().Version?.ToString(3));
    private static readonly ConcurrentDictionary<MemoryBudget, bool> Budgets = new();
    private static readonly ConcurrentDictionary<StoreDialect, bool> Dialects = new();

    private static readonly InstrumentAdvice<double> Seconds =
        new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200] };

    private static readonly Counter<long> Sent = Meter.CreateCounter<long>("s3stream.sent", "By", "Object bytes that S3 has acknowledged.");
    private static readonly Counter<long> Received = Meter.CreateCounter<long>("s3stream.received", "By", "Object bytes read from S3.");
    private static readonly Counter<long> Parts = Meter.CreateCounter<long>(
        "s3stream.parts", "{part}", "Parts stored (a small object is one part) and ranges read.");

    private static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "s3stream.retries", "{retry}", "Requests sent again after a failure.");

    private static readonly Counter<long> Waits = Meter.CreateCounter<long>(
        "s3stream.memory.waits", "{wait}", "Waits for memory, of transfers before they begin and of parts and ranges.");

    private static readonly Histogram<double> Requests = Meter.CreateHistogram(
        "s3stream.request.duration", "s", "Attempts of requests to S3; that of a read ends with the header of the "
            + "answer.", advice: Seconds);

    private static readonly Histogram<double> Uploads = Meter.CreateHistogram(
        "s3stream.upload.duration", "s", "Uploads, from opened to ended.", advice: Seconds);

    private static readonly Histogram<double> Downloads = Meter.CreateHistogram(
        "s3stream.download.duration", "s", "Downloads, from opened until all was read or it was given up.", advice: Seconds);

    private static long _active;

    static S3StreamMetrics()
    {
        Meter.CreateObservableUpDownCounter(
            "s3stream.requests.active", () => Interlocked.Read(ref _active), "{request}", "Requests under way.");
        Meter.CreateObservableUpDownCounter(
            "s3stream.memory.used", () => Budgets.Keys.Sum(budget => budget.Used), "By", "Transfer memory in use, reserves included.");
        Meter.CreateObservableUpDownCounter(
            "s3stream.memory.limit", () => Budgets.Keys.Sum(budget => budget.Limit), "By", "The memory budget.");
        Meter.CreateObservableUpDownCounter(
            "s3stream.store.facts", Facts, "{bucket}", "Buckets of which that was learned of the store's answers and counts now.");
    }

    /// <summary>A client's budget counts until <see cref="Remove(MemoryBudget)"/>.</summary>
    public static void Add(MemoryBudget budget) => Budgets[budget] = true;

    public static void Remove(MemoryBudget budget) => Budgets.TryRemove(budget, out _);

    /// <summary>What is learned of a store counts until <see cref="Remove(StoreDialect)"/>.</summary>
    public static void Add(StoreDialect dialect) => Dialects[dialect] = true;

    public static void Remove(StoreDialect dialect) => Dialects.TryRemove(dialect, out _);

    public static void MemoryWaited() => Waits.Add(1);

    public static void PartDone(bool isUpload)
    {
        if (Parts.Enabled)
        {
            Parts.Add(1, Direction(isUpload));
        }
    }

    public static void BytesReceived(long bytes) => Received.Add(bytes);

    public static void BytesSent(long bytes) => Sent.Add(bytes);

    /// <param name="operation">S3's name, perhaps followed by a blank and what it is about.</param>
    /// <param name="reason">Why the attempt before failed.</param>
    public static void RequestRetried(string operation, FailureReason reason)
    {
        if (Retries.Enabled)
        {
            Retries.Add(1, new(OperationTag, NameOf(operation)), new("reason", Name(reason)));
        }
    }

    /// <summary>A request begins; give the result to <see cref="RequestEnded"/>.</summary>
    public static long RequestBegins()
    {
        Interlocked.Increment(ref _active);
        return Stopwatch.GetTimestamp();
    }

    /// <param name="operation">S3's name, perhaps followed by a blank and what it is about.</param>
    /// <param name="began">From <see cref="RequestBegins"/>.</param>
    /// <param name="failure">What it ended with, or <see langword="null"/>.</param>
    public static void RequestEnded(string operation, long began, Exception? failure)
    {
        Interlocked.Decrement(ref _active);
        if (Requests.Enabled)
        {
            double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            Requests.Record(seconds, new(OperationTag, NameOf(operation)), new(OutcomeTag, Outcome(failure)));
        }
    }

    public static void TransferEnded(bool isUpload, long began, Exception? failure)
    {
        Histogram<double> histogram = isUpload ? Uploads : Downloads;
        if (histogram.Enabled)
        {
            histogram.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, new KeyValuePair<string, object?>(OutcomeTag, Outcome(failure)));
        }
    }

    /// <summary><c>ok</c>, <c>aborted</c>, or the failure's reason in snake case.</summary>
    public static string Outcome(Exception? failure) => failure switch
    {
        null => "ok",
        S3StreamException known => Name(known.Reason),
        OperationCanceledException or ObjectDisposedException => "aborted",
        _ => Name(FailureReason.Unknown),
    };

    /// <summary>Without part numbers and addresses, which have no bound.</summary>
    internal static string NameOf(string operation)
    {
        int end = operation.IndexOf(' ', StringComparison.Ordinal);
        return end < 0 ? operation : operation[..end];
    }

    private static IEnumerable<Measurement<long>> Facts() => StoreFacts.All.Select(fact =>
        new Measurement<long>(
            Dialects.Keys.Sum(dialect => (long)dialect.Count(fact.Holds)), new KeyValuePair<string, object?>("fact", fact.Name)));

    private static KeyValuePair<string, object?> Direction(bool isUpload) => new("direction", isUpload ? "upload" : "download");

    private static string Name(FailureReason reason) => reason switch
    {
        FailureReason.NotFound => "not_found",
        FailureReason.AccessDenied => "access_denied",
        FailureReason.AlreadyExists => "already_exists",
        FailureReason.Changed => "changed",
        FailureReason.NotEmpty => "not_empty",
        FailureReason.Invalid => "invalid",
        FailureReason.NotSupported => "not_supported",
        FailureReason.NoSpace => "no_space",
        FailureReason.Throttled => "throttled",
        FailureReason.Unavailable => "unavailable",
        FailureReason.Corrupt => "corrupt",
        FailureReason.Incomplete => "incomplete",
        FailureReason.Overlap => "overlap",
        FailureReason.MemoryBudget => "memory_budget",
        FailureReason.Conflict => "conflict",
        FailureReason.TooLarge => "too_large",
        FailureReason.Unreachable => "unreachable",
        FailureReason.NotModified => "not_modified",
        FailureReason.RangeNotSatisfiable => "range_not_satisfiable",
        FailureReason.TimedOut => "timed_out",
        _ => "unknown",
    };
}

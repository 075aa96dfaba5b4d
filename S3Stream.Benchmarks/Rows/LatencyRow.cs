using System.Globalization;
using S3Stream.Benchmarks.NullServer;
using S3Stream.Benchmarks.Processes;
using S3Stream.Benchmarks.Reporting;
using S3Stream.Benchmarks.Running;
using S3Stream.Benchmarks.Workers;

namespace S3Stream.Benchmarks.Rows;

/// <summary>Throughput against requests in flight, with time added before every S3 reply.</summary>
internal sealed class LatencyRow : IBenchmarkRow
{
    private const int PartSize = 5 * 1024 * 1024;
    private const long Budget = 1024L * 1024 * 1024;
    // what one request in flight is given to move; more in flight get as much more, up to a limit
    private const long BytesPerRequest = 24L * PartSize;
    private const long MaxBytes = 2048L * PartSize;
    // near the limit of CPU or link
    private const double Full = 0.75;
    private static readonly int[] Latencies = [0, 20, 50];
    private static readonly string[] Ways = ["Core upload", "Core download", "endpoint STOR", "endpoint RETR"];

    public string Name => "latency";

    public string What => "20 and 50 ms before every S3 reply: throughput against requests in flight, 5 MiB parts";

    public string How =>
        "Small parts show the effect at few requests. Each point is the second of two transfers; the endpoint is asked by "
            + "`globus-url-copy -p 4` and limited by `--s3-requests`.";

    public async Task<Measurement> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        int[] requests = context.Choose<int[]>([1, 2, 4, 8, 16, 32, 64, 128], [1, 8, 64]);
        int[] latencies = context.Choose(Latencies, [0, 50]);
        var lines = new Dictionary<string, double[]>();
        foreach (int latency in latencies)
        {
            await using NullStore store = await NullStore.StartAsync(
                context, new NullServerOptions { Latency = TimeSpan.FromMilliseconds(latency) });
            for (int index = 0; index < requests.Length; index++)
            {
                double[] points =
                [
                    .. await CoreAsync(context, store, requests[index], cancellationToken),
                    .. await EndpointAsync(context, store, requests[index], cancellationToken),
                ];
                string speeds = string.Join(", ", points.Select(point => point.ToString("f0", CultureInfo.InvariantCulture)));
                context.Say($"{latency} ms, {requests[index]} in flight: {speeds} MB/s");
                for (int way = 0; way < points.Length; way++)
                {
                    string line = LineName(Ways[way], latency);
                    lines.TryAdd(line, new double[requests.Length]);
                    lines[line][index] = points[way];
                }
            }
        }

        string[] steps = [.. requests.Select(count => count.ToString(CultureInfo.InvariantCulture))];
        return new Measurement(
            [.. Ways.SelectMany(way => latencies.Where(latency => latency > 0).Select(latency => Judge(way, latency, lines)))],
            [new ResultTable("MB/s by requests in flight", ["", .. steps], [.. lines.OrderBy(line => WayOf(line.Key)).Select(Row)])])
        {
            Plots = [Plot("core", "Core", steps, lines), Plot("endpoint", "endpoint", steps, lines)],
        };
    }

    private static async Task<double[]> CoreAsync(RunContext context, NullStore store, int requests, CancellationToken cancellationToken)
    {
        var settings = new WorkerSettings
        {
            Store = store.Access,
            Bytes = BytesFor(requests),
            PartSize = PartSize,
            Requests = requests,
            Budget = Budget,
            Folder = context.Folder,
        };
        await using var workers = new WorkerGroup();
        Candidate upload = await workers.StartAsync("", WorkNames.UploadInPlace, settings, cancellationToken);
        Candidate download = await workers.StartAsync("", WorkNames.DownloadPipe, settings, cancellationToken);
        return [await SecondAsync(upload, cancellationToken), await SecondAsync(download, cancellationToken)];
    }

    private static async Task<double[]> EndpointAsync(
        RunContext context, NullStore store, int requests, CancellationToken cancellationToken)
    {
        string count = requests.ToString(CultureInfo.InvariantCulture);
        await using EndpointServer server = await EndpointServer.StartAsync(
            context, store.Access, null, "--s3-requests", count, "--part-size", "5MiB", "--memory-budget", "1GiB");
        long bytes = BytesFor(requests);
        string source = SourceFile.MakeSparse(Path.Combine(context.Folder, "source"), bytes);
        string zeros = server.Url($"/bucket/zero/{bytes}");
        Candidate put = CopyClient.Candidate("", server.Process, bytes, ["-p", "4", $"file://{source}", server.Url("/bucket/put")]);
        Candidate get = CopyClient.Candidate("", server.Process, bytes, ["-p", "4", zeros, "file:///dev/null"]);
        return [await SecondAsync(put, cancellationToken), await SecondAsync(get, cancellationToken)];
    }

    private static async Task<double> SecondAsync(Candidate candidate, CancellationToken cancellationToken)
    {
        await candidate.RunAsync(cancellationToken);
        return Metric.Throughput.Of(await candidate.RunAsync(cancellationToken));
    }

    /// <summary>How much of what is reached without latency is reached with it, at the best number of requests.</summary>
    private static Verdict Judge(string way, int latency, Dictionary<string, double[]> lines) => Verdict.AtLeast(
        lines[LineName(way, latency)].Max() / lines[LineName(way, 0)].Max(), Full, $"of the best without latency, {way}, {latency} ms");

    private static long BytesFor(int requests) => Math.Min(MaxBytes, requests * BytesPerRequest);

    private static int WayOf(string line) => Array.FindIndex(Ways, way => line.StartsWith(way, StringComparison.Ordinal));

    private static string LineName(string way, int latency) => $"{way}, {latency} ms";

    private static string[] Row(KeyValuePair<string, double[]> line) =>
        [line.Key, .. line.Value.Select(value => value.ToString("f0", CultureInfo.InvariantCulture))];

    private static LinePlot Plot(string name, string title, string[] steps, Dictionary<string, double[]> lines) => new(
        $"latency-{name}",
        $"{title}: latency before every S3 reply",
        "requests in flight",
        "MB/s",
        steps,
        [.. lines
            .Where(line => line.Key.StartsWith(title, StringComparison.Ordinal))
            .Select(line => KeyValuePair.Create<string, IReadOnlyList<double>>(line.Key, line.Value))]);
}

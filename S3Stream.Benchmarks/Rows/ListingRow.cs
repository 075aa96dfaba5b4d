using System.Diagnostics;
using S3Stream.Benchmarks.Processes;
using S3Stream.Benchmarks.Reporting;
using S3Stream.Benchmarks.Running;
using S3Stream.Benchmarks.Workers;

namespace S3Stream.Benchmarks.Rows;

/// <summary>A listing far longer than memory should have to hold, by the library and by the endpoint.</summary>
internal sealed class ListingRow : IBenchmarkRow
{
    private const int Few = 100_001;
    private const int Many = 1_000_001;
    // what collections of garbage leave standing between two looks
    private const double Constant = 16;

    public string Name => "listing";

    public string What => "Listing of 1,000,001 keys, null S3 server";

    public string How =>
        "The library enumerates the keys in a process of its own; the endpoint answers MLSD. Constant memory: the peak resident memory "
        + "of 1,000,001 keys is at most 16 MiB above that of 100,001 keys, both warm.";

    public async Task<Measurement> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        await using NullStore store = await NullStore.StartAsync(context);
        await using EndpointServer server = await EndpointServer.StartAsync(context, store.Access);
        await using var workers = new WorkerGroup();
        Candidate[] candidates =
        [
            await LibraryAsync(workers, context, store, Few, cancellationToken),
            await LibraryAsync(workers, context, store, Many, cancellationToken),
            new Candidate(Subject("MLSD", Few), token => ListAsync(server, Few, token)),
            new Candidate(Subject("MLSD", Many), token => ListAsync(server, Many, token)),
        ];
        SampleSet set = await context.CompareAsync(candidates, cancellationToken, rounds: 1);
        return new Measurement(
            [
                Verdict.AtMost(Growth(set, "library"), Constant, "MiB more than for 100,001 keys, library"),
                Verdict.AtMost(Growth(set, "MLSD"), Constant, "MiB more than for 100,001 keys, MLSD"),
                Verdict.Told(set.Median(Subject("MLSD", Many), Metric.Rate), "entries a second, MLSD"),
            ],
            [set.Table("Listings", Metric.Rate, Metric.PeakMemory)])
        {
            Samples = set.All,
        };
    }

    private static async Task<Candidate> LibraryAsync(
        WorkerGroup workers, RunContext context, NullStore store, int keys, CancellationToken cancellationToken)
    {
        var settings = new WorkerSettings { Store = store.Access, Bytes = keys, Folder = context.Folder };
        string subject = Subject("library", keys);
        Candidate worker = await workers.StartAsync(subject, WorkNames.ListKeys, settings, cancellationToken);
        return new Candidate(subject, async token => await worker.RunAsync(token) with { Operations = keys });
    }

    private static async Task<Sample> ListAsync(EndpointServer server, int keys, CancellationToken cancellationToken)
    {
        using FtpSession session = await FtpSession.OpenAsync(server.Port, cancellationToken);
        server.Process.ResetPeakMemory();
        TimeSpan before = server.Process.ProcessorTime;
        long start = Stopwatch.GetTimestamp();
        (long bytes, long lines) = await session.ReceiveAsync($"MLSD /bucket/list/{keys}", new byte[64 * 1024], cancellationToken);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        if (lines < keys)
        {
            throw new InvalidDataException($"The listing had {lines} lines instead of {keys}.");
        }

        return new Sample("", elapsed, server.Process.ProcessorTime - before)
        {
            Bytes = bytes,
            Operations = keys,
            PeakMemory = server.Process.PeakMemory,
        };
    }

    private static double Growth(SampleSet set, string way) =>
        (set.Max(Subject(way, Many), Metric.PeakMemory) - set.Max(Subject(way, Few), Metric.PeakMemory)) is var growth && growth > 0
            ? growth
            : 0;

    private static string Subject(string way, int keys) => $"{way}, {keys} keys";
}

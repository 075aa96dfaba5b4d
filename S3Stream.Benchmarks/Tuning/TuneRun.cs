using System.Diagnostics;
using S3Stream.GridFtp.Hosting;

namespace S3Stream.Benchmarks.Tuning;

/// <summary>
/// One run of <c>tune</c>: the S3 side first, then the data connections; whatever happens, nothing is left in the bucket.
/// </summary>
internal sealed class TuneRun(TuneSettings settings, TextWriter output, bool isWatched)
{
    private const int Probes = 7;
    private const long FirstBytes = 64L * Combination.MiB;
    private const double Shares = 40;
    private static readonly TimeSpan ShortestMeasurement = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestMeasurement = TimeSpan.FromSeconds(4);
    private double _speed;

    /// <summary>After a run, however it ended: what it may have left in the bucket, and why; <see langword="null"/> if nothing.</summary>
    public string? Left { get; private set; }

    private string Service => settings.Serve.S3.Endpoint?.ToString() ?? "AWS";

    /// <exception cref="SettingException">There is no such bucket.</exception>
    /// <exception cref="StorageException">The service refuses a request.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task<TuneResult> RunAsync(CancellationToken cancellationToken)
    {
        await using var client = new S3StreamClient(settings.Serve.S3);
        if (!await client.Catalog.BucketExistsAsync(settings.Bucket, cancellationToken))
        {
            throw new SettingException($"--bucket {settings.Bucket}: there is no such bucket at {Service}", "Make it, or name another.");
        }

        var leftovers = new Leftovers(client, settings.Bucket);
        try
        {
            return await SearchAsync(client, leftovers, cancellationToken);
        }
        finally
        {
            Left = await leftovers.RemoveAllAsync();
        }
    }

    private async Task<TuneResult> SearchAsync(S3StreamClient client, Leftovers leftovers, CancellationToken cancellationToken)
    {
        using var allowance = new Allowance(settings.Time, settings.Bytes, TimeProvider.System, cancellationToken);
        var progress = new Progress(output, isWatched, allowance);
        TimeSpan latency = await LatencyAsync(client, leftovers, cancellationToken);
        await output.WriteLineAsync(FormattableString.Invariant(
            $"An answer of {Service} takes {latency.TotalMilliseconds:f1} ms. Objects: {settings.Bucket}/{leftovers.Prefix}"));

        var subject = new StoreSubject(settings, leftovers);
        Combination start = new(settings.Serve.S3.MaxConcurrentRequests, settings.Serve.S3.PartSize, settings.Threads);
        await MeasureAsync(subject, start, allowance, progress, cancellationToken); // warms up code and connections
        CoordinateSearch store = Search(subject, allowance, progress, cancellationToken);
        Measured? best = await store.RunAsync(start, [Axis.Requests, Axis.PartSize, Axis.Threads]);
        CoordinateSearch? network = best is null || settings.Endpoint is null
            ? null
            : await StreamsAsync(best.Combination, leftovers, allowance, progress, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return new TuneResult(
            latency, best?.Combination ?? start, [.. store.Findings, .. network?.Findings ?? []], store.All, network?.All ?? []);
    }

    private async Task<CoordinateSearch> StreamsAsync(
        Combination best, Leftovers leftovers, Allowance allowance, Progress progress, CancellationToken cancellationToken)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("s3stream-tune-"); // mode 0700
        try
        {
            await using LoopbackEndpoint? own = settings.Endpoint == TuneSettings.Start
                ? new LoopbackEndpoint(settings.For(best), folder)
                : null;
            var subject = new EndpointSubject(own?.Root ?? new Uri(settings.Endpoint!), leftovers, folder);
            CoordinateSearch search = Search(subject, allowance, progress, cancellationToken);
            await search.RunAsync(best with { Streams = settings.Streams }, [Axis.Streams]);
            return search;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private CoordinateSearch Search(ITuneSubject subject, Allowance allowance, Progress progress, CancellationToken cancellationToken) =>
        new(
        combination => MeasureAsync(subject, combination, allowance, progress, cancellationToken),
        combination => Fits(settings.For(combination), combination));

    /// <summary>Whether the budget holds a part for every request; and what <c>serve</c> itself asks for.</summary>
    private static bool Fits(ServeSettings settings, Combination combination) =>
        (long)combination.Requests * combination.PartSize <= settings.S3.MemoryBudget
            && 4L * combination.PartSize <= settings.S3.MemoryBudget;

    /// <summary>Null when the time is over, or when the bytes that are left would tell nothing.</summary>
    private async Task<Measured?> MeasureAsync(
        ITuneSubject subject, Combination combination, Allowance allowance, Progress progress, CancellationToken cancellationToken)
    {
        long bytes = BytesFor(combination, allowance);
        if (!allowance.TryTake(2 * bytes))
        {
            return null;
        }

        try
        {
            Measured result = await progress.WatchAsync(
                combination, moved => subject.MeasureAsync(combination, bytes, moved, allowance.Over));
            _speed = result.Score * 1e6;
            return result;
        }
        catch (OperationCanceledException) when (allowance.IsTimeOver && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>As much as takes a fair share of the time at the speed seen so far, and at least two parts for every request.</summary>
    private long BytesFor(Combination combination, Allowance allowance)
    {
        double seconds = Math.Clamp(settings.Time.TotalSeconds / Shares, ShortestMeasurement.TotalSeconds, LongestMeasurement.TotalSeconds);
        long least = 2L * combination.Requests * combination.PartSize;
        long wanted = _speed == 0 ? FirstBytes : (long)(_speed * seconds / 2);
        return Math.Max(least, Math.Min(wanted, allowance.BytesLeft / 8));
    }

    private static async Task<TimeSpan> LatencyAsync(S3StreamClient client, Leftovers leftovers, CancellationToken cancellationToken)
    {
        ObjectAddress absent = leftovers.NewAddress();
        var times = new List<TimeSpan>();
        for (int probe = 0; probe < Probes; probe++)
        {
            long start = Stopwatch.GetTimestamp();
            await client.Catalog.FindAsync(absent, cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(start));
        }

        return times.Order().ElementAt(Probes / 2);
    }
}

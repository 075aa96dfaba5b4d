using System.Diagnostics;

namespace S3Stream.Benchmarks.Tuning;

/// <summary>
/// The library on the S3 service, with as many transfers at once as it takes to use all requests, as an endpoint with several clients does.
/// </summary>
internal sealed class StoreSubject(TuneSettings settings, Leftovers leftovers) : ITuneSubject
{
    private const int PieceSize = Combination.MiB;
    private readonly byte[] _piece = Random();

    public async Task<Measured> MeasureAsync(Combination combination, long bytes, Action<long> moved, CancellationToken cancellationToken)
    {
        ThreadPool.GetMinThreads(out _, out int completionThreads);
        ThreadPool.SetMinThreads(combination.Threads, completionThreads);
        S3StreamOptions options = settings.For(combination).S3;
        await using var client = new S3StreamClient(options);
        int transfers = (combination.Requests + options.MaxRequestsPerTransfer - 1) / options.MaxRequestsPerTransfer;
        long each = Math.Max(1, bytes / transfers);
        ObjectAddress[] addresses = [.. Enumerable.Range(0, transfers).Select(_ => leftovers.NewAddress())];
        var busy = new BusyMeter();
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(addresses.Select(address => UploadAsync(client, address, each, moved, cancellationToken)));
        TimeSpan up = Stopwatch.GetElapsedTime(start);
        start = Stopwatch.GetTimestamp();
        await Task.WhenAll(addresses.Select(address => DownloadAsync(client, address, moved, cancellationToken)));
        TimeSpan down = Stopwatch.GetElapsedTime(start);
        double share = busy.Share;
        await leftovers.RemoveAsync(addresses, cancellationToken);
        double megabytes = each * transfers / 1e6;
        return new Measured(combination, megabytes / up.TotalSeconds, megabytes / down.TotalSeconds, share);
    }

    private async Task UploadAsync(
        S3StreamClient client, ObjectAddress address, long bytes, Action<long> moved, CancellationToken cancellationToken)
    {
        await Task.Yield();
        await using ObjectUpload upload = await client.CreateUploadAsync(address, new UploadOptions { Length = bytes }, cancellationToken);
        using (UploadWriter writer = upload.OpenWriter())
        {
            for (long offset = 0; offset < bytes;)
            {
                Memory<byte> memory = await writer.AcquireAsync(offset, (int)Math.Min(bytes - offset, PieceSize), cancellationToken);
                _piece.AsSpan(0, memory.Length).CopyTo(memory.Span); // copy: stands for the socket that receives into part memory
                writer.Commit(memory.Length);
                offset += memory.Length;
                moved(memory.Length);
            }
        }

        await upload.CompleteAsync(bytes, cancellationToken);
    }

    private static async Task DownloadAsync(
        S3StreamClient client, ObjectAddress address, Action<long> moved, CancellationToken cancellationToken)
    {
        await Task.Yield();
        await using ObjectDownload download = await client.OpenDownloadAsync(
            address, new DownloadOptions { Order = DeliveryOrder.AsCompleted }, cancellationToken);
        while (true)
        {
            using ReadLease lease = await download.ReadAsync(cancellationToken);
            if (lease.IsEnd)
            {
                return;
            }

            moved(lease.Memory.Length);
        }
    }

    private static byte[] Random()
    {
        byte[] piece = new byte[PieceSize];
        System.Random.Shared.NextBytes(piece);
        return piece;
    }
}

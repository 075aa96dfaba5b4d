using System.Diagnostics;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;
using S3Stream.Benchmarks.Endpoint;

namespace S3Stream.Benchmarks.Pipeline;

/// <summary>
/// The library against the SDK's TransferUtility and against bare HTTP requests of resident memory, which is the platform's own limit, all on one
/// null S3 server in a process of its own. Processor time is this process'.
/// </summary>
internal sealed class CoreBenchmark(Uri endpoint, long bytes, int rounds, string folder) : IDisposable
{
    private const int PartSize = 16 * 1024 * 1024;
    private const int Requests = 4;
    private readonly BasicAWSCredentials _credentials = new("benchmark", "benchmark-secret");
    private readonly string _file = Path.Combine(folder, $"s3stream-benchmark-{Environment.ProcessId}");
    private readonly byte[] _part = new byte[PartSize];
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = Requests });

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        Random.Shared.NextBytes(_part);
        await using var client = new S3StreamClient(new S3StreamOptions
        {
            Endpoint = endpoint,
            Profile = StoreProfile.Ceph,
            Credentials = _credentials,
            PartSize = PartSize,
            MaxRequestsPerTransfer = Requests,
        });
        using var sdk = new AmazonS3Client(_credentials, new AmazonS3Config { ServiceURL = endpoint.ToString(), ForcePathStyle = true, AuthenticationRegion = "us-east-1" });
        using var utility = new TransferUtility(sdk, new TransferUtilityConfig { ConcurrentServiceRequests = Requests });
        await WriteFileAsync(cancellationToken);
        try
        {
            List<Sample> uploads = [];
            List<Sample> downloads = [];
            for (int round = -1; round < rounds; round++)
            {
                Sample[] up =
                [
                    await MeasureAsync("S3Stream upload from memory", () => UploadAsync(client, cancellationToken)),
                    await MeasureAsync("TransferUtility, file in memory", () => utility.UploadAsync(_file, "bucket", "utility", cancellationToken)),
                    await MeasureAsync("HttpClient PUT of resident parts", () => PutPartsAsync(cancellationToken)),
                ];
                Sample[] down =
                [
                    await MeasureAsync("S3Stream download, as completed", () => DownloadAsync(client, cancellationToken)),
                    await MeasureAsync("GetObject read to its end", () => GetAsync(sdk, cancellationToken)),
                    await MeasureAsync("HttpClient GET of ranges", () => GetRangesAsync(cancellationToken)),
                ];
                uploads.AddRange(round < 0 ? [] : up);
                downloads.AddRange(round < 0 ? [] : down);
            }

            return Report.Table($"Upload of {bytes / 1024 / 1024} MiB, 16 MiB parts, {Requests} in flight, plain http", uploads)
                + "\n" + Report.Table($"Download of {bytes / 1024 / 1024} MiB", downloads);
        }
        finally
        {
            File.Delete(_file);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<Sample> MeasureAsync(string subject, Func<Task> transfer)
    {
        using var process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        await transfer();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        process.Refresh();
        return new Sample(subject, bytes, elapsed, process.TotalProcessorTime - before);
    }

    // copy: stands for the socket that receives into part memory
    private async Task UploadAsync(S3StreamClient client, CancellationToken cancellationToken)
    {
        await using ObjectUpload upload = await client.CreateUploadAsync(
            new ObjectAddress("bucket", "upload"), new UploadOptions { Length = bytes }, cancellationToken);
        using (UploadWriter writer = upload.OpenWriter())
        {
            for (long offset = 0; offset < bytes;)
            {
                Memory<byte> memory = await writer.AcquireAsync(offset, (int)Math.Min(bytes - offset, 1024 * 1024), cancellationToken);
                _part.AsSpan(0, memory.Length).CopyTo(memory.Span);
                writer.Commit(memory.Length);
                offset += memory.Length;
            }
        }

        await upload.CompleteAsync(bytes, cancellationToken);
    }

    private async Task DownloadAsync(S3StreamClient client, CancellationToken cancellationToken)
    {
        await using ObjectDownload download = await client.OpenDownloadAsync(
            new ObjectAddress("bucket", $"zero/{bytes}"), new DownloadOptions { Order = DeliveryOrder.AsCompleted }, cancellationToken);
        while (true)
        {
            using ReadLease lease = await download.ReadAsync(cancellationToken);
            if (lease.IsEnd)
            {
                return;
            }
        }
    }

    private async Task GetAsync(AmazonS3Client sdk, CancellationToken cancellationToken)
    {
        using GetObjectResponse response = await sdk.GetObjectAsync(new GetObjectRequest { BucketName = "bucket", Key = $"zero/{bytes}" }, cancellationToken);
        byte[] buffer = new byte[1024 * 1024];
        while (await response.ResponseStream.ReadAsync(buffer, cancellationToken) > 0)
        {
        }
    }

    private Task PutPartsAsync(CancellationToken cancellationToken) => EachPartAsync(
        async (_, token) =>
        {
            using var content = new ByteArrayContent(_part);
            using HttpResponseMessage response = await _http.PutAsync(new Uri(endpoint, "/bucket/bare"), content, token);
            response.EnsureSuccessStatusCode();
        },
        cancellationToken);

    private Task GetRangesAsync(CancellationToken cancellationToken) => EachPartAsync(
        async (part, token) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(endpoint, $"/bucket/zero/{bytes}"));
            request.Headers.Range = new System.Net.Http.Headers.RangeHeaderValue(part * PartSize, ((part + 1) * PartSize) - 1);
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
            await using Stream body = await response.Content.ReadAsStreamAsync(token);
            byte[] buffer = new byte[1024 * 1024];
            while (await body.ReadAsync(buffer, token) > 0)
            {
            }
        },
        cancellationToken);

    private Task EachPartAsync(Func<long, CancellationToken, ValueTask> send, CancellationToken cancellationToken) => Parallel.ForAsync(
        0L, bytes / PartSize, new ParallelOptions { MaxDegreeOfParallelism = Requests, CancellationToken = cancellationToken }, send);

    private async Task WriteFileAsync(CancellationToken cancellationToken)
    {
        await using FileStream file = File.Create(_file);
        for (long left = bytes; left > 0; left -= PartSize)
        {
            await file.WriteAsync(_part.AsMemory(0, (int)Math.Min(left, PartSize)), cancellationToken);
        }
    }
}

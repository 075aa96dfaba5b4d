using Amazon.S3;
using Amazon.S3.Transfer;
using S3Stream.Benchmarks.NullServer;

namespace S3Stream.Benchmarks.Workers;

/// <summary>What the SDK's TransferUtility does, with its defaults besides concurrency and part size.</summary>
internal sealed class UtilityWork : IWork
{
    private readonly WorkerSettings _settings;
    private readonly Func<UtilityWork, CancellationToken, Task> _run;
    private readonly AmazonS3Client _client;
    private readonly TransferUtility _utility;
    private readonly byte[] _resident;

    public UtilityWork(WorkerSettings settings, Func<UtilityWork, CancellationToken, Task> run)
    {
        _settings = settings;
        _run = run;
        _resident = new byte[settings.PartSize];
        UploadPattern.Fill(_resident);
        AmazonS3Config config = settings.Store.SdkConfiguration();
        if (settings.Store.Certificate is not null)
        {
            config.HttpClientFactory = new TrustingClientFactory(settings);
        }

        _client = new AmazonS3Client(settings.Store.Credentials, config);
        _utility = new TransferUtility(_client, new TransferUtilityConfig { ConcurrentServiceRequests = settings.Requests });
    }

    private string Key => $"zero/{_settings.Bytes}";

    public Task RunAsync(CancellationToken cancellationToken) => _run(this, cancellationToken);

    public void Dispose()
    {
        _utility.Dispose();
        _client.Dispose();
    }

    /// <summary>Uploads the file <c>source</c> of the folder: only from a file does it send several parts at once.</summary>
    public Task UploadFileAsync(CancellationToken cancellationToken) => _utility.UploadAsync(
        new TransferUtilityUploadRequest
        {
            BucketName = "bucket",
            Key = "utility",
            FilePath = Path.Combine(_settings.Folder, "source"),
            PartSize = _settings.PartSize,
        },
        cancellationToken);

    public async Task UploadStreamAsync(CancellationToken cancellationToken)
    {
        await using var source = new ForwardOnlyStream(_resident, _settings.Bytes);
        await _utility.UploadAsync(
            new TransferUtilityUploadRequest
            {
                BucketName = "bucket",
                Key = "utility",
                InputStream = source,
                PartSize = _settings.PartSize,
            }, cancellationToken);
    }

    public Task DownloadFileAsync(CancellationToken cancellationToken) => _utility.DownloadWithResponseAsync(
        new TransferUtilityDownloadRequest
        {
            BucketName = "bucket",
            Key = Key,
            FilePath = Path.Combine(_settings.Folder, "utility-downloaded"),
            PartSize = _settings.PartSize,
            MultipartDownloadType = MultipartDownloadType.RANGE,
        },
        cancellationToken);

    public async Task DownloadStreamAsync(CancellationToken cancellationToken)
    {
        using TransferUtilityOpenStreamResponse response = await _utility.OpenStreamWithResponseAsync(
            new TransferUtilityOpenStreamRequest
            {
                BucketName = "bucket",
                Key = Key,
                PartSize = _settings.PartSize,
                MultipartDownloadType = MultipartDownloadType.RANGE,
            },
            cancellationToken);
        await response.ResponseStream.CopyToAsync(Stream.Null, cancellationToken);
    }
}

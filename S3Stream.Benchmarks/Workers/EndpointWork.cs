using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using S3Stream.Benchmarks.Processes;
using S3Stream.GridFtp.Control;
using S3Stream.GridFtp.Session;

namespace S3Stream.Benchmarks.Workers;

/// <summary>
/// The endpoint inside the worker, so that what it allocates can be counted, fed with the folder's file <c>source</c> in blocks of one
/// size.
/// </summary>
internal sealed class EndpointWork : IWork
{
    private readonly S3StreamClient _client;
    private readonly GridFtpServer _server;
    private readonly string[] _arguments;

    public EndpointWork(WorkerSettings settings, int blockSize)
    {
        _client = new S3StreamClient(new S3StreamOptions
        {
            Endpoint = settings.Store.Endpoint,
            Profile = StoreProfile.Ceph,
            Credentials = settings.Store.Credentials,
            MemoryBudget = settings.Budget,
        });
        var options = new GridFtpOptions { Listen = [new IPEndPoint(IPAddress.Loopback, 0)], Anonymous = AnonymousAccess.ReadWrite };
        _server = new GridFtpServer(options, _client, null, offersGsi: false, NullLoggerFactory.Instance, TimeProvider.System);
        _server.Bind();
        _server.Start();
        string source = Path.Combine(settings.Folder, "source");
        _arguments =
        [
            "-p", "4", "-bs", blockSize.ToString(CultureInfo.InvariantCulture), $"file://{source}",
            $"ftp://127.0.0.1:{_server.Addresses[0].Port}/bucket/put",
        ];
    }

    public Task RunAsync(CancellationToken cancellationToken) => CopyClient.RunAsync(_arguments, null, cancellationToken);

    public void Dispose()
    {
        _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _client.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}

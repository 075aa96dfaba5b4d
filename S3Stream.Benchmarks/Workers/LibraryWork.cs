using System.IO.Pipelines;
using System.Runtime.InteropServices;
using S3Stream.Benchmarks.NullServer;

namespace S3Stream.Benchmarks.Workers;

/// <summary>What S3Stream.Core does, through its public API.</summary>
internal sealed class LibraryWork : IWork
{
    private const int PieceSize = 1024 * 1024;
    private readonly WorkerSettings _settings;
    private readonly S3StreamClient _client;
    private readonly Func<LibraryWork, CancellationToken, Task> _run;
    private readonly byte[] _resident;
    private readonly HashSet<(byte[] Chunk, int Place)> _filled = [];

    public LibraryWork(WorkerSettings settings, Func<LibraryWork, CancellationToken, Task> run)
    {
        _settings = settings;
        _run = run;
        _resident = new byte[settings.PartSize];
        UploadPattern.Fill(_resident);
        _client = new S3StreamClient(new S3StreamOptions
        {
            Endpoint = settings.Store.Endpoint,
            CertificateAuthorityFile = settings.Store.Certificate,
            Profile = StoreProfile.Parse(settings.Store.Profile),
            Credentials = settings.Store.Credentials,
            PartSize = settings.PartSize,
            MemoryBudget = settings.Budget,
            MaxConcurrentRequests = settings.Requests,
            MaxRequestsPerTransfer = settings.Requests,
        });
    }

    private ObjectAddress Zeros => new("bucket", $"zero/{_settings.Bytes}");

    private DownloadOptions Ranges => new() { RangeSize = _settings.PartSize };

    public Task RunAsync(CancellationToken cancellationToken) => _run(this, cancellationToken);

    public void Dispose() => _client.DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>
    /// The bytes are in the part's memory already, as a socket leaves them there. Memory is filled when it is seen for the first time: the
    /// system maps what nobody has written to one page of zeros, which no cache is too small for.
    /// </summary>
    public async Task UploadInPlaceAsync(CancellationToken cancellationToken)
    {
        await using ObjectUpload upload = await _client.CreateUploadAsync(
            new ObjectAddress("bucket", "upload"), new UploadOptions { Length = _settings.Bytes }, cancellationToken);
        using (UploadWriter writer = upload.OpenWriter())
        {
            for (long offset = 0; offset < _settings.Bytes;)
            {
                Memory<byte> memory = await writer.AcquireAsync(
                    offset, (int)Math.Min(_settings.Bytes - offset, PieceSize), cancellationToken);
                if (MemoryMarshal.TryGetArray(memory, out ArraySegment<byte> array) && _filled.Add((array.Array!, array.Offset)))
                {
                    UploadPattern.Fill(memory.Span);
                }

                writer.Commit(memory.Length);
                offset += memory.Length;
            }
        }

        await upload.CompleteAsync(_settings.Bytes, cancellationToken);
    }

    public async Task UploadStreamAsync(CancellationToken cancellationToken)
    {
        await using var source = new ForwardOnlyStream(_resident, _settings.Bytes);
        await _client.UploadAsync(new ObjectAddress("bucket", "upload"), source, cancellationToken: cancellationToken);
    }

    public Task DownloadPipeAsync(CancellationToken cancellationToken) => DownloadPipeAsync(Zeros, cancellationToken);

    /// <summary>The same bytes, of which the store tells no checksum.</summary>
    public Task DownloadUnsummedPipeAsync(CancellationToken cancellationToken) =>
        DownloadPipeAsync(Zeros with { Key = "unsummed/" + Zeros.Key }, cancellationToken);

    private async Task DownloadPipeAsync(ObjectAddress address, CancellationToken cancellationToken)
    {
        await using ObjectDownload download = await _client.OpenDownloadAsync(address, Ranges, cancellationToken);
        PipeReader reader = download.AsPipeReader();
        ReadResult result;
        do
        {
            result = await reader.ReadAsync(cancellationToken);
            reader.AdvanceTo(result.Buffer.End);
        }
        while (!result.IsCompleted);
        await reader.CompleteAsync();
    }

    public async Task DownloadStreamAsync(CancellationToken cancellationToken)
    {
        await using ObjectDownload download = await _client.OpenDownloadAsync(Zeros, Ranges, cancellationToken);
        await using Stream stream = download.AsStream();
        await stream.CopyToAsync(Stream.Null, cancellationToken);
    }

    public Task DownloadFileAsync(CancellationToken cancellationToken) =>
        _client.DownloadFileAsync(Zeros, Path.Combine(_settings.Folder, "downloaded"), Ranges, cancellationToken);

    /// <summary>Lists as many keys as there are bytes.</summary>
    public async Task ListAsync(CancellationToken cancellationToken)
    {
        long count = 0;
        await foreach (
            ObjectEntry _ in _client.Catalog.ListAsync("bucket", $"list/{_settings.Bytes}/", cancellationToken: cancellationToken))
        {
            count++;
        }

        if (count != _settings.Bytes)
        {
            throw new InvalidDataException($"The listing had {count} entries instead of {_settings.Bytes}.");
        }
    }
}

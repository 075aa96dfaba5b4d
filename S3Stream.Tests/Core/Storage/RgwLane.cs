using System.Buffers;
using System.Text;
using Amazon.Runtime;
using S3Stream.Integrity;
using S3Stream.Storage;
using S3Stream.Storage.Requests;
using Xunit;

namespace S3Stream.Tests.Core.Storage;

/// <summary>
/// A bucket of its own on a real Ceph RGW 20: over http (presigned bodies, or payloads signed by the SDK) and over https where RGW_TLS_PORT
/// is set.
/// Needs RGW_ENDPOINT, RGW_ACCESS_KEY and RGW_SECRET_KEY, as rgw.sh gives them.
/// </summary>
[Trait("Lane", "EndToEnd")]
public abstract class RgwLane : IAsyncLifetime
{
    protected const int PartSize = 5 * 1024 * 1024;

    private readonly List<S3ObjectStore> _stores = [];
    protected string Bucket { get; } = $"storage-{Guid.NewGuid():n}";

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Lanes => ["http", "http-signed", "http-md5", "https"];

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("RGW_ENDPOINT") is not null)
        {
            await Store("http").CreateBucketAsync(Bucket, Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_stores.Count > 0)
        {
            S3ObjectStore store = _stores[0];
            await foreach (ObjectEntry entry in Everything(store))
            {
                await store.DeleteAsync(new ObjectAddress(Bucket, entry.Key), CancellationToken.None);
            }

            await store.DeleteBucketAsync(Bucket, CancellationToken.None);
        }

        _stores.ForEach(store => store.Dispose());
    }

    private protected static async Task<string> PutAsync(S3ObjectStore store, ObjectAddress address, string text, bool failIfExists = false)
    {
        var body = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(text));
        ChecksumSet sums = PartChecksum.Compute(body, ObjectChecksums.Crc64Nvme);
        return (await store.PutAsync(
            address, body, ObjectAttributes.None, new CompletionConditions(body.Length, sums, failIfExists), Token)).ETag;
    }

    private protected static async Task<(StoredPart Part, ChecksumSet Sums)> UploadOnlyPartAsync(
        S3ObjectStore store, ObjectAddress address, string uploadId, string text)
    {
        var body = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(text));
        ChecksumSet sums = PartChecksum.Compute(body, ObjectChecksums.Crc64Nvme);
        string etag = await store.UploadPartAsync(address, uploadId, 1, body, sums, Token);
        return (new StoredPart(1, body.Length, etag, sums), sums);
    }

    private protected static async Task<string> TextAsync(S3ObjectStore store, ObjectAddress address)
    {
        using RangeReply reply = await store.GetRangeAsync(address, new Extent(0, 10_000), null, Token);
        return Encoding.UTF8.GetString(await ReadAllAsync(reply));
    }

    private protected static async Task<byte[]> ReadAllAsync(RangeReply reply)
    {
        Assert.NotNull(reply.Body);
        byte[] bytes = new byte[reply.Range.Length];
        await reply.Body.ReadExactlyAsync(bytes, Token);
        Assert.Equal(0, await reply.Body.ReadAsync(new byte[1], Token));
        return bytes;
    }

    private async IAsyncEnumerable<ObjectEntry> Everything(S3ObjectStore store)
    {
        ListPage page;
        do
        {
            page = await store.ListAsync(Bucket, "", null, null, null, 1000, CancellationToken.None);
            foreach (ObjectEntry entry in page.Entries)
            {
                yield return entry;
            }
        }
        while (page.Continuation is not null);
    }

    private protected S3ObjectStore Store(string lane) => Remember(S3ObjectStore.Create(Options(lane)));

    private protected S3ObjectStore Remember(S3ObjectStore store)
    {
        _stores.Add(store);
        return store;
    }

    private protected static S3StreamOptions Options(string lane)
    {
        var options = new S3StreamOptions
        {
            Endpoint = new Uri(Variable("RGW_ENDPOINT")),
            Profile = StoreProfile.Ceph,
            Credentials = new BasicAWSCredentials(Variable("RGW_ACCESS_KEY"), Variable("RGW_SECRET_KEY")),
        };
        return lane switch
        {
            "http-signed" => options with { Profile = StoreProfile.Ceph with { SignPayload = true } },
            "http-md5" => options with { Profile = StoreProfile.Generic },
            "https" => options with { Endpoint = new Uri(Variable("RGW_TLS_ENDPOINT")), CertificateAuthorityFile = Variable("RGW_TLS_CA") },
            _ => options,
        };
    }

    private protected static string Variable(string name)
    {
        string? value = Environment.GetEnvironmentVariable(name);
        Assert.SkipWhen(string.IsNullOrEmpty(value), $"{name} is not set: no Ceph RGW to test with. Run the tests with rgw.sh.");
        return value!;
    }
}

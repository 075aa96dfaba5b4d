using Amazon.Runtime;
using S3Stream.Benchmarks.NullServer;
using Xunit;

namespace S3Stream.Tests.Core.Storage;

public sealed class TlsConnectorTests : IAsyncDisposable
{
    private const int MiB = 1024 * 1024;
    private readonly NullS3Server _server = new(new NullServerOptions { Tls = true });
    private readonly string _authority = Path.GetTempFileName();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        File.Delete(_authority);
    }

    [Fact]
    public async Task Objects_go_up_and_come_down_over_TLS()
    {
        await File.WriteAllTextAsync(_authority, _server.CertificatePem, Token);
        await using S3StreamClient client = Client(_authority);
        byte[] bytes = new byte[(17 * MiB) + 1];
        Random.Shared.NextBytes(bytes);

        StoredObject stored = await client.UploadAsync(new ObjectAddress("bucket", "key"), new MemoryStream(bytes), cancellationToken: Token);
        var received = new MemoryStream();
        await client.DownloadToAsync(new ObjectAddress("bucket", $"zero/{bytes.Length}"), received, cancellationToken: Token);

        Assert.Equal(bytes.Length, stored.Length);
        Assert.Equal(bytes.Length, received.Length);
        Assert.DoesNotContain(received.ToArray(), item => item != 0);
    }

    [Fact]
    public async Task A_certificate_nobody_vouches_for_is_refused()
    {
        await using S3StreamClient client = Client(authority: null);

        var failure = await Assert.ThrowsAnyAsync<S3StreamException>(() => client.UploadAsync(
            new ObjectAddress("bucket", "key"), new MemoryStream([1]), cancellationToken: Token));

        Assert.Contains("certificate", failure.Message, StringComparison.OrdinalIgnoreCase);
    }

    private S3StreamClient Client(string? authority) => new(new S3StreamOptions
    {
        Endpoint = _server.Endpoint,
        CertificateAuthorityFile = authority,
        Profile = StoreProfile.Ceph,
        Credentials = new BasicAWSCredentials("key", "secret"),
        PartSize = 5 * MiB,
    });
}

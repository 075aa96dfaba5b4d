using System.Buffers;
using Amazon.Runtime;
using S3Stream.Integrity;
using S3Stream.Storage.Connection;
using S3Stream.Storage.Requests;
using Xunit;

namespace S3Stream.Tests.Core.Storage;

/// <summary>A store over a <see cref="ScriptedTransport"/>, with one small part to send.</summary>
internal static class ScriptedStore
{
    public static readonly ObjectAddress Address = new("bucket", "key");
    public static readonly byte[] Bytes = [1, 2, 3, 4, 5];
    public static readonly ChecksumSet Sums = PartChecksum.Compute(new ReadOnlySequence<byte>(Bytes), ObjectChecksums.Crc64Nvme);
    public static readonly S3StreamOptions Http = new()
    {
        Endpoint = new Uri("http://store.test:9000"),
        Profile = StoreProfile.Ceph,
        Credentials = new BasicAWSCredentials("AKID", "the-secret"),
    };

    public static readonly S3StreamOptions Https = Http with { Endpoint = new Uri("https://store.test:9000") };

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Endpoints => ["http", "https", "signed"];

    public static S3StreamOptions OptionsOf(string endpoint) => endpoint switch
    {
        "https" => Https,
        "signed" => Http with { Profile = StoreProfile.Ceph with { SignPayload = true } },
        _ => Http,
    };

    public static S3ObjectStore Store(S3StreamOptions options, ScriptedTransport transport) =>
        S3ObjectStore.Create(options, new S3Connection(options, transport));

    public static Task<string> UploadAsync(S3ObjectStore store) =>
        store.UploadPartAsync(Address, "id", 1, Pieces.Of(Bytes, 2), Sums, Token);
}

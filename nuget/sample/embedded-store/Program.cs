// An S3 server inside this program, a file sent by the AWS SDK, another by S3Stream.Core, both read back by the other one.
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using S3Stream;

await using EmbeddedStore store = await EmbeddedStore.StartAsync(new EmbeddedStoreOptions { Buckets = ["test"] });
using var sdk = new AmazonS3Client(store.AccessKey, store.SecretKey, new AmazonS3Config
{
    ServiceURL = store.Endpoint.ToString(),
    ForcePathStyle = true,
});
await using var core = new S3StreamClient(new S3StreamOptions
{
    Endpoint = store.Endpoint,
    Profile = StoreProfile.Minio,
    Credentials = new BasicAWSCredentials(store.AccessKey, store.SecretKey),
});

byte[] content = RandomNumberGenerator.GetBytes(20_000_000);
await sdk.PutObjectAsync(new() { BucketName = "test", Key = "by the SDK", InputStream = new MemoryStream(content) });
await core.UploadAsync(new ObjectAddress("test", "by the library"), new MemoryStream(content));

var fromSdk = new MemoryStream();
await using (ObjectDownload download = await core.OpenDownloadAsync(new ObjectAddress("test", "by the SDK")))
{
    await download.AsStream().CopyToAsync(fromSdk);
}

var fromCore = new MemoryStream();
using (var answer = await sdk.GetObjectAsync("test", "by the library"))
{
    await answer.ResponseStream.CopyToAsync(fromCore);
}

bool same = content.AsSpan().SequenceEqual(fromSdk.ToArray()) && content.AsSpan().SequenceEqual(fromCore.ToArray());
Console.WriteLine(same ? $"{content.Length} bytes there and back" : "other bytes came back");
return same ? 0 : 1;

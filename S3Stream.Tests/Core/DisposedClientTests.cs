using Amazon.Runtime;
using S3Stream.Tests.EndToEnd;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Core;

/// <summary>What a client says that was disposed.</summary>
public sealed class DisposedClientTests
{
    private static readonly ObjectAddress Address = ClientRig.At("key");

    [Fact]
    public async Task Every_call_says_that_the_client_was_disposed()
    {
        await using ClientRig rig = await ClientRig.StartAsync();
        await using S3StreamClient other = rig.Client.WithCredentials(new BasicAWSCredentials("KEY", "SECRET"));
        await rig.PutAsync("key", 100);
        await rig.Client.DisposeAsync();
        await rig.Client.DisposeAsync();

        foreach (S3StreamClient client in (S3StreamClient[])[rig.Client, other])
        {
            Func<Task>[] calls =
            [
                () => client.UploadAsync(Address, new MemoryStream(new byte[100])),
                () => client.ResumeUploadAsync(Address),
                () => client.OpenDownloadAsync(Address),
                () => client.DownloadToAsync(Address, new MemoryStream()),
                () => client.Catalog.FindAsync(Address),
                () => client.Catalog.CopyAsync(Address, ClientRig.At("copy")),
                () => client.Catalog.DeleteAsync(Address),
                () => client.Catalog.ListBucketsAsync(),
                () => client.Catalog.CreateBucketAsync("other"),
                async () => await client.Catalog.ListAsync("bucket", "").ToListAsync(),
            ];
            foreach ((int number, Func<Task> call) in calls.Index())
            {
                Exception? exception = await Record.ExceptionAsync(call);
                Assert.True(
                    exception is ObjectDisposedException && exception.Message.Contains(nameof(S3StreamClient), StringComparison.Ordinal),
                    $"call {number}: {exception}");
            }
        }

        Func<Task>[] own =
        [
            () => rig.Client.CreateUploadAsync(Address),
            () => rig.Client.ProbeAsync("bucket"),
            () => rig.Client.AbortStaleUploadsAsync(),
            () => Task.FromResult(rig.Client.WithCredentials(new BasicAWSCredentials("KEY", "SECRET"))),
            () => Task.FromResult(rig.Client.WithOptions(rig.Client.Options)),
        ];
        foreach (Func<Task> call in own)
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(call);
        }
    }

    [Fact]
    public async Task Transfers_under_way_end_with_it_and_give_their_memory_back()
    {
        await using ClientRig rig = await ClientRig.StartAsync();
        await rig.PutAsync("key", 40 << 20);
        ObjectDownload download = await rig.Client.OpenDownloadAsync(Address);
        ObjectUpload upload = await rig.Client.CreateUploadAsync(ClientRig.At("other"));
        Stream stream = upload.AsStream();
        await stream.WriteAsync(TestData.Bytes(100, seed: 1));
        await rig.Client.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => download.AsStream(leaveOpen: true).CopyToAsync(Stream.Null));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () =>
        {
            await stream.WriteAsync(TestData.Bytes(20 << 20, seed: 1));
            await stream.DisposeAsync();
            await upload.CompleteAsync(100 + (20 << 20));
        });
        await stream.DisposeAsync();
        await upload.DisposeAsync();
        await download.DisposeAsync();
        Assert.Equal(0, rig.Client.MemoryInUse);
    }
}

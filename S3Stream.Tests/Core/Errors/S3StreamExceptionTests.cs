using S3Stream.Tests.EndToEnd;
using S3Stream.Tests.Fakes;
using S3Stream.Tests.Faults;
using Xunit;

namespace S3Stream.Tests.Core.Errors;

/// <summary>What a caller can tell from a failure, whichever call meets it.</summary>
public sealed class S3StreamExceptionTests
{
    private static readonly ObjectAddress Nowhere = new("no-such-bucket", "key");

    /// <summary>One request, parts without and with a declared length, a writer that comes late, a pipe.</summary>
    [Fact]
    public async Task The_same_refusal_is_the_same_exception_whatever_the_size_and_the_call()
    {
        await using ClientRig rig = await ClientRig.StartAsync();
        byte[] large = TestData.Bytes(20 << 20, seed: 1);
        string path = rig.PathOf("file");
        await File.WriteAllBytesAsync(path, large);
        Func<Task>[] calls =
        [
            () => rig.Client.UploadAsync(Nowhere, new MemoryStream(large, 0, 100)),
            () => rig.Client.UploadAsync(Nowhere, new MemoryStream(large)),
            () => rig.Client.UploadAsync(Nowhere, new MemoryStream(large), new UploadOptions { Length = large.Length }),
            () => rig.Client.UploadFileAsync(Nowhere, path),
            () => rig.Client.UploadPipeAsync(Nowhere, System.IO.Pipelines.PipeReader.Create(new MemoryStream(large))),
            async () =>
            {
                await using ObjectUpload upload = await rig.Client.CreateUploadAsync(Nowhere);
                await upload.AsStream().WriteAsync(large);
                await upload.Failed;
                await upload.AsStream().WriteAsync(large);
            },
            async () =>
            {
                await using ObjectUpload upload = await rig.Client.CreateUploadAsync(Nowhere);
                await using (Stream stream = upload.AsStream())
                {
                    await stream.WriteAsync(large.AsMemory(0, ClientRig.PartSize));
                }

                await upload.Failed;
                await upload.CompleteAsync(ClientRig.PartSize);
            },
        ];
        foreach ((int number, Func<Task> call) in calls.Index())
        {
            S3StreamException exception = await Assert.ThrowsAsync<StorageException>(call);
            Assert.True(
                (exception.Reason, exception.StatusCode, exception.ErrorCode) == (FailureReason.NotFound, 404, "NoSuchBucket"),
                $"call {number}: {exception}");
            Assert.Equal(number == 0 ? "PutObject" : "CreateMultipartUpload", exception.Operation);
            Assert.False(string.IsNullOrEmpty(exception.RequestId), $"call {number}: {exception}");
        }
    }

    [Fact]
    public async Task A_put_whose_connections_fail_is_reported_as_a_put()
    {
        await using ClientRig rig = await ClientRig.StartAsync(faults: new FaultRule { Do = Fault.Reset });

        var exception = await Assert.ThrowsAsync<StorageException>(() => rig.PutAsync("key", 100));

        Assert.Equal(("PutObject", FailureReason.Unavailable), (exception.Operation, exception.Reason));
        Assert.StartsWith("PutObject bucket/key failed", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_completion_whose_connections_fail_is_reported_as_a_completion()
    {
        await using ClientRig rig = await ClientRig.StartAsync(
            faults: new FaultRule { Operations = ["CompleteMultipartUpload", "HeadObject"], Do = Fault.Reset });

        var exception = await Assert.ThrowsAsync<StorageException>(() => rig.PutAsync("key", 2 * ClientRig.PartSize));

        Assert.Equal(("CompleteMultipartUpload", FailureReason.Unavailable), (exception.Operation, exception.Reason));
    }

    /// <summary>The first answer is lost and the look-up too; the second attempt makes the object again.</summary>
    [Fact]
    public async Task A_put_that_nobody_could_look_at_is_sent_again()
    {
        await using ClientRig rig = await ClientRig.StartAsync(
            faults:
            [
                new FaultRule { Operations = ["PutObject"], To = 1, Do = Fault.LoseReply },
                new FaultRule { Operations = ["HeadObject"], To = 1, Do = Fault.Answer, Status = 403, Code = "AccessDenied" },
            ]);

        byte[] bytes = await rig.PutAsync("key", 100);

        Assert.Equal(bytes, await rig.GetAsync("key"));
    }
}

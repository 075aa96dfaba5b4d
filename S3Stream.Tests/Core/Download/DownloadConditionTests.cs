using S3Stream.Tests.Fakes;
using S3Stream.Tests.Faults;
using Xunit;

namespace S3Stream.Tests.Core.Download;

/// <summary>Ranges as HTTP has them, and conditions.</summary>
public sealed class DownloadConditionTests
{
    [Theory]
    [InlineData("bytes=0-0", 0, 1, "bytes 0-0/100")]
    [InlineData("bytes=10-19", 10, 10, "bytes 10-19/100")]
    [InlineData("bytes=90-", 90, 10, "bytes 90-99/100")]
    [InlineData("bytes=90-1000", 90, 10, "bytes 90-99/100")]
    [InlineData("bytes=-7", 93, 7, "bytes 93-99/100")]
    [InlineData("bytes=-1000", 0, 100, "bytes 0-99/100")]
    public async Task One_call_gives_the_facts_the_range_and_its_bytes(string header, int offset, int length, string contentRange)
    {
        await using ClientRig rig = await ClientRig.StartAsync();
        byte[] bytes = await rig.PutAsync("key", 100);
        Assert.True(ObjectRange.TryParse(header, out ObjectRange range));
        Assert.Equal(header, range.ToString());

        await using ObjectDownload download = await rig.Client.OpenDownloadAsync(
            ClientRig.At("key"), new DownloadOptions { Range = range });
        var read = new MemoryStream();
        await download.AsStream(leaveOpen: true).CopyToAsync(read);

        Assert.Equal(bytes[offset..(offset + length)], read.ToArray());
        Assert.Equal((contentRange, new Extent(offset, length), (long)length), (download.ContentRange, download.Range, download.Length));
        Assert.Equal(100, download.Entry.Length);
    }

    [Fact]
    public async Task A_range_over_many_reads_is_right()
    {
        await using ClientRig rig = await ClientRig.StartAsync();
        byte[] bytes = await rig.PutAsync("key", 24 << 20);

        Assert.Equal(bytes[^(11 << 20)..], await rig.GetAsync("key", new DownloadOptions { Range = ObjectRange.Last(11 << 20) }));
        Assert.Equal(bytes[(7 << 20)..], await rig.GetAsync("key", new DownloadOptions { Range = ObjectRange.From(7 << 20) }));
    }

    [Theory]
    [InlineData(100, "bytes=100-")]
    [InlineData(100, "bytes=200-300")]
    [InlineData(0, "bytes=0-")]
    [InlineData(0, "bytes=-5")]
    public async Task A_range_outside_the_object_is_416(int length, string header)
    {
        await using ClientRig rig = await ClientRig.StartAsync();
        await rig.PutAsync("key", length);
        Assert.True(ObjectRange.TryParse(header, out ObjectRange range));

        var exception = await Assert.ThrowsAsync<StorageException>(() => rig.GetAsync("key", new DownloadOptions { Range = range }));

        Assert.Equal(
            (FailureReason.RangeNotSatisfiable, 416, "InvalidRange"), (exception.Reason, exception.StatusCode, exception.ErrorCode));
        Assert.Equal(0, rig.Client.MemoryInUse);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("bytes=0-1,5-6")]
    [InlineData("items=0-1")]
    [InlineData("bytes=5-1")]
    [InlineData("bytes=-0")]
    [InlineData("bytes=-")]
    public void What_is_answered_with_the_whole_object_is_no_range(string? header) => Assert.False(ObjectRange.TryParse(header, out _));

    [Fact]
    public async Task An_object_that_is_still_the_same_is_not_modified()
    {
        await using ClientRig rig = await ClientRig.StartAsync();
        await rig.PutAsync("key", 100);
        ObjectEntry entry = (await rig.Client.Catalog.FindAsync(ClientRig.At("key")))!;
        (FailureReason? Reason, DownloadOptions Options)[] all =
        [
            (FailureReason.NotModified, new DownloadOptions { IfNoneMatch = entry.ETag }),
            (FailureReason.NotModified, new DownloadOptions { IfModifiedSince = entry.LastModified }),
            (FailureReason.Changed, new DownloadOptions { IfMatch = "other" }),
            (FailureReason.Changed, new DownloadOptions { IfUnmodifiedSince = entry.LastModified.AddHours(-1) }),
            (null, new DownloadOptions { IfNoneMatch = "other" }),
            (null, new DownloadOptions { IfMatch = entry.ETag }),
            (null, new DownloadOptions { IfModifiedSince = entry.LastModified.AddHours(-1) }),
            (null, new DownloadOptions { IfUnmodifiedSince = entry.LastModified }),
        ];
        foreach ((FailureReason? reason, DownloadOptions options) in all)
        {
            Exception? exception = await Record.ExceptionAsync(() => rig.GetAsync("key", options));
            Assert.True((exception as StorageException)?.Reason == reason, $"{options}: {exception}");
        }

        Assert.Equal(0, rig.Client.MemoryInUse);
    }

    [Fact]
    public async Task A_transfer_that_takes_too_long_ends()
    {
        await using ClientRig rig = await ClientRig.StartAsync(
            faults:
            [
                new FaultRule { Operations = ["GetObject"], Do = Fault.Change, DelayMs = 5_000 },
                new FaultRule { Operations = ["UploadPart"], Path = "late", Do = Fault.Change, DelayMs = 5_000 },
                new FaultRule { Operations = ["CompleteMultipartUpload"], Path = "end", Do = Fault.Change, DelayMs = 5_000 },
            ]);
        await rig.PutAsync("key", 100);
        var limit = TimeSpan.FromMilliseconds(500);
        Func<Task>[] calls =
        [
            () => rig.GetAsync("key", new DownloadOptions { Timeout = limit }),
            () => rig.PutAsync("late", 2 * ClientRig.PartSize, new UploadOptions { Timeout = limit }),
            () => rig.PutAsync("end", 2 * ClientRig.PartSize, new UploadOptions { Timeout = limit }),
            async () =>
            {
                await using ObjectUpload upload = await rig.Client.CreateUploadAsync(
                    ClientRig.At("idle"), new UploadOptions { Timeout = limit });
                await upload.Failed;
                await upload.AsStream().WriteAsync(new byte[1]);
            },
        ];
        foreach ((int number, Func<Task> call) in calls.Index())
        {
            long began = TimeProvider.System.GetTimestamp();
            Exception? exception = await Record.ExceptionAsync(call);
            Assert.True(exception is TransferFailedException { Reason: FailureReason.TimedOut }, $"call {number}: {exception}");
            Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(4.5));
        }

        Assert.Equal(0, rig.Client.MemoryInUse);
    }
}

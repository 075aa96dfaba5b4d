using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using S3Stream.Diagnostics;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Core.Diagnostics;

/// <summary>Other tests measure at the same time in this process: these look only for what they themselves must have caused.</summary>
public sealed class S3StreamMetricsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_upload_counts_its_requests_parts_and_retries()
    {
        await using var client = NewClient(out InMemoryObjectStore store);
        await using ObjectUpload upload = await client.CreateUploadAsync(UploadRig.Address, cancellationToken: Stop);
        byte[] bytes = UploadRig.RandomBytes(11 * UploadRig.Slab);

        await UploadRig.WriteAsync(upload, bytes, new Extent(0, bytes.Length));
        await upload.CompleteAsync(bytes.Length, Stop);

        // create, three parts of 5 MiB or less, complete
        Assert.Equal(new TransferCounts(5, 0, 3), upload.Counts);
        Assert.Equal(bytes, store.Find(UploadRig.Address));
    }

    [Fact]
    public async Task A_download_counts_its_ranges()
    {
        await using var client = NewClient(out _);
        byte[] bytes = UploadRig.RandomBytes(11 * UploadRig.Slab);
        await using (ObjectUpload upload = await client.CreateUploadAsync(UploadRig.Address, cancellationToken: Stop))
        {
            await UploadRig.WriteAsync(upload, bytes, new Extent(0, bytes.Length));
            await upload.CompleteAsync(bytes.Length, Stop);
        }

        await using ObjectDownload download = await client.OpenDownloadAsync(UploadRig.Address, cancellationToken: Stop);
        await download.AsStream(leaveOpen: true).CopyToAsync(Stream.Null, Stop);

        Assert.Equal(new TransferCounts(4, 0, 3), download.Counts);
    }

    [Fact]
    public async Task Memory_in_use_is_seen_while_a_transfer_holds_it()
    {
        await using var client = NewClient(out _);
        await using ObjectUpload upload = await client.CreateUploadAsync(UploadRig.Address, cancellationToken: Stop);
        ConcurrentDictionary<string, long> seen = new();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, me) =>
            {
                if (instrument.Meter.Name == "S3Stream")
                {
                    me.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => seen[instrument.Name] = value);
        listener.Start();
        listener.RecordObservableInstruments();

        Assert.True(seen["s3stream.memory.used"] >= client.MemoryInUse);
        Assert.True(seen["s3stream.memory.limit"] >= client.Options.MemoryBudget);
    }

    [Fact]
    public async Task An_upload_is_an_activity_that_tells_what_failed()
    {
        await using var client = NewClient(out _);
        ConcurrentBag<Activity> ended = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "S3Stream",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Add,
        };
        ActivitySource.AddActivityListener(listener);
        var address = new ObjectAddress("bucket", Guid.NewGuid().ToString("n"));

        await using (await client.CreateUploadAsync(address, cancellationToken: Stop))
        {
        }

        Activity upload = Assert.Single(ended, activity => (string?)activity.GetTagItem("aws.s3.key") == address.Key);
        Assert.Equal("upload", upload.OperationName);
        Assert.Equal(ActivityStatusCode.Error, upload.Status);
    }

    [Theory]
    [InlineData("UploadPart 3 of", "UploadPart")]
    [InlineData("GetObject bucket/key bytes 0-9", "GetObject")]
    [InlineData("ListBuckets", "ListBuckets")]
    public void Operations_are_named_without_what_they_are_about(string operation, string name)
    {
        Assert.Equal(name, S3StreamMetrics.NameOf(operation));
    }

    [Fact]
    public void Outcomes_are_the_reasons_of_failures()
    {
        Assert.Equal("ok", S3StreamMetrics.Outcome(null));
        Assert.Equal("aborted", S3StreamMetrics.Outcome(new OperationCanceledException()));
        Assert.Equal("access_denied", S3StreamMetrics.Outcome(new StorageException(FailureReason.AccessDenied, "no")));
        Assert.Equal("unknown", S3StreamMetrics.Outcome(new InvalidOperationException()));
    }

    private static S3StreamClient NewClient(out InMemoryObjectStore store)
    {
        store = new InMemoryObjectStore();
        return new S3StreamClient(new S3StreamOptions { PartSize = 5 * UploadRig.Slab, MemoryBudget = 32 * UploadRig.Slab }, store);
    }
}

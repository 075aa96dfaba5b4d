using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Core;

/// <summary>What a caller is told of its transfer.</summary>
public sealed class TransferProgressTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData((3 * ClientRig.PartSize) + 1)]
    public async Task Every_call_tells_its_progress_up_to_the_whole(int length)
    {
        await using ClientRig rig = await ClientRig.StartAsync();
        string path = rig.PathOf("file");
        await File.WriteAllBytesAsync(path, new byte[length]);
        var up = new Recorder();
        var down = new Recorder();
        int parts = Math.Max(1, (length + ClientRig.PartSize - 1) / ClientRig.PartSize);
        (Recorder Recorder, bool IsDeclared, Func<Task> Call)[] calls =
        [
            (up, length > 0, () => rig.Client.UploadFileAsync(ClientRig.At("key"), path, new UploadOptions { Progress = up })),
            (up, false, () => rig.Client.UploadPipeAsync(
                ClientRig.At("key"),
                System.IO.Pipelines.PipeReader.Create(new MemoryStream(new byte[length])),
                new UploadOptions { Progress = up })),
            (down, true, () => rig.Client.DownloadFileAsync(ClientRig.At("key"), path, new DownloadOptions { Progress = down })),
            (down, true, () => rig.GetAsync("key", new DownloadOptions { Progress = down })),
        ];
        foreach ((Recorder recorder, bool isDeclared, Func<Task> call) in calls)
        {
            recorder.Reports.Clear();
            await call();
            List<TransferProgress> reports = recorder.Reports;
            Assert.Equal((isDeclared ? length : null, 0L), (reports[0].TotalBytes, reports[0].BytesTransferred));
            Assert.Equal((length, (long)length), (reports[^1].TotalBytes, reports[^1].BytesTransferred));
            Assert.Equal(1, reports[^1].Fraction);
            Assert.Equal(reports.Select(report => report.BytesTransferred).Order(), reports.Select(report => report.BytesTransferred));
            Assert.True(length < ClientRig.PartSize || reports.Count >= parts, $"{reports.Count} reports of {parts} parts");
            Assert.All(reports, report => Assert.True(report.BytesPerSecond >= 0));
        }

        Assert.Equal(parts, up.Reports[^1].Parts);
    }

    [Fact]
    public async Task A_caller_that_throws_fails_its_transfer()
    {
        await using ClientRig rig = await ClientRig.StartAsync();
        var thrown = new Recorder { Thrown = new InvalidOperationException("no more") };

        Exception? exception = await Record.ExceptionAsync(
            () => rig.PutAsync("key", 3 * ClientRig.PartSize, new UploadOptions { Progress = thrown }));

        Assert.Contains("no more", exception!.ToString(), StringComparison.Ordinal);
        Assert.Null(await rig.Client.Catalog.FindAsync(ClientRig.At("key")));
        Assert.Equal(0, rig.Client.MemoryInUse);
    }

    private sealed class Recorder : IProgress<TransferProgress>
    {
        public List<TransferProgress> Reports { get; } = [];

        public Exception? Thrown { get; init; }

        public void Report(TransferProgress value)
        {
            if (Thrown is { } exception && value.BytesTransferred > 0)
            {
                throw exception;
            }

            Reports.Add(value);
        }
    }
}

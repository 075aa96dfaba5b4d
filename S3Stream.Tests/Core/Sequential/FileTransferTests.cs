using Microsoft.Win32.SafeHandles;
using S3Stream.Sequential;
using S3Stream.Tests.Fakes;
using Xunit;
using static S3Stream.Tests.Fakes.TransferRig;

namespace S3Stream.Tests.Core.Sequential;

public sealed class FileTransferTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("s3stream-files-");

    private string FilePath => Path.Join(_directory.FullName, "file.bin");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((7 * MiB) + 3)]
    public async Task FillAsync_stores_the_file(int length)
    {
        using var rig = new UploadRig();
        byte[] expected = UploadRig.RandomBytes(length);
        await File.WriteAllBytesAsync(FilePath, expected);
        using (SafeFileHandle file = File.OpenHandle(FilePath, options: FileOptions.Asynchronous))
        await using (ObjectUpload upload = await rig.OpenAsync(MiB, new UploadOptions { Length = length }))
        {
            await FileTransfer.FillAsync(upload, file, length, MiB, default);
            await upload.CompleteAsync(length);
        }

        Assert.Equal(expected, rig.Store.Find(UploadRig.Address));
        rig.AssertClean();
    }

    [Fact]
    public async Task SaveAsync_flushes_the_bytes_before_the_file_has_its_name_and_the_name_afterwards()
    {
        await using ClientRig rig = await ClientRig.StartAsync();
        byte[] expected = await rig.PutAsync("key", (3 * MiB) + 1);
        List<string> steps = [];
        var flush = new FileFlush(
            file => steps.Add($"bytes {RandomAccess.GetLength(file)}, named {File.Exists(FilePath)}"),
            directory => steps.Add($"{directory == Path.GetDirectoryName(FilePath)}, named {File.Exists(FilePath)}"));
        await using ObjectDownload download = await rig.Client.OpenDownloadAsync(ClientRig.At("key"));
        await FileTransfer.SaveAsync(download, FilePath, flush, default);
        Assert.Equal([$"bytes {expected.Length}, named False", "True, named True"], steps);
    }

    [Fact]
    public async Task FillAsync_of_a_file_that_became_shorter_fails_and_names_the_byte()
    {
        using var rig = new UploadRig();
        await File.WriteAllBytesAsync(FilePath, new byte[(2 * MiB) + 5]);
        using (SafeFileHandle file = File.OpenHandle(FilePath, options: FileOptions.Asynchronous))
        await using (ObjectUpload upload = await rig.OpenAsync(MiB))
        {
            TransferFailedException error = await Assert.ThrowsAsync<TransferFailedException>(
                () => FileTransfer.FillAsync(upload, file, (2 * MiB) + 9, MiB, default));
            Assert.Equal(FailureReason.Incomplete, error.Reason);
            Assert.Equal((2 * MiB) + 5, error.At?.Offset);
        }

        rig.AssertClean();
    }

    [Theory]
    [InlineData(0)]
    [InlineData((5 * MiB) + 3)]
    public async Task SaveAsync_replaces_the_file_by_the_object(int length)
    {
        var rig = new TransferRig();
        byte[] expected = rig.Seed(length);
        await File.WriteAllTextAsync(FilePath, "what was there");
        await using (
            ObjectDownload download = await rig.OpenAsync(new DownloadOptions { RangeSize = MiB, Order = DeliveryOrder.AsCompleted }))
        {
            await FileTransfer.SaveAsync(download, FilePath, default);
        }

        Assert.Equal(expected, await File.ReadAllBytesAsync(FilePath));
        Assert.Single(_directory.GetFiles());
        rig.AssertNothingLeaks();
    }

    [Fact]
    public async Task SaveAsync_that_fails_leaves_the_file_that_was_there_and_no_other()
    {
        var rig = new TransferRig(attempts: 1);
        rig.Seed(5 * MiB);
        await File.WriteAllTextAsync(FilePath, "what was there");
        rig.Store.BreakBody = call => call.Range.Offset >= 3 * MiB ? new BodyFault(10) : null;
        await using (
            ObjectDownload download = await rig.OpenAsync(new DownloadOptions { RangeSize = MiB, Order = DeliveryOrder.AsCompleted }))
        {
            await Assert.ThrowsAsync<StorageException>(() => FileTransfer.SaveAsync(download, FilePath, default));
        }

        Assert.Equal("what was there", await File.ReadAllTextAsync(FilePath));
        Assert.Single(_directory.GetFiles());
        rig.AssertNothingLeaks();
    }

    [Fact]
    public async Task SaveAsync_that_is_cancelled_leaves_no_file()
    {
        var rig = new TransferRig();
        rig.Seed(5 * MiB);
        rig.Store.BodyDelay = (_, _, token) => Task.Delay(Timeout.Infinite, token);
        using var cancel = new CancellationTokenSource();
        await using (ObjectDownload download = await rig.OpenAsync(new DownloadOptions { Order = DeliveryOrder.AsCompleted }))
        {
            Task save = FileTransfer.SaveAsync(download, FilePath, cancel.Token);
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => save);
        }

        Assert.Empty(_directory.GetFiles());
        rig.AssertNothingLeaks();
    }
}

using System.Diagnostics;
using S3Stream.Tests.EndToEnd;
using S3Stream.Tests.Fakes;
using S3Stream.Tests.Faults;
using Xunit;

namespace S3Stream.Tests.Core.Sequential;

/// <summary>Files that are none, are links, or change.</summary>
public sealed class FileTargetTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_download_goes_into_a_pipe_and_does_not_replace_it()
    {
        await using ClientRig rig = await ClientRig.StartAsync();
        byte[] bytes = await rig.PutAsync("key", 12 << 20);
        string pipe = rig.PathOf("pipe");
        await MakePipeAsync(pipe);

        Task<byte[]> reading = Task.Run(() => ReadPipe(pipe));
        await rig.Client.DownloadFileAsync(ClientRig.At("key"), pipe).WaitAsync(Limit);

        Assert.Equal(bytes, await reading.WaitAsync(Limit));
        Assert.Equal(["pipe"], Directory.GetFileSystemEntries(rig.Scratch).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_download_goes_into_a_device()
    {
        await using ClientRig rig = await ClientRig.StartAsync();
        await rig.PutAsync("key", 12 << 20);

        await rig.Client.DownloadFileAsync(ClientRig.At("key"), "/dev/null");

        Assert.Equal(0, new FileInfo("/dev/null").Length);
        Assert.Empty(Directory.GetFiles("/dev", ".null.*"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_download_goes_where_a_link_leads(bool exists)
    {
        await using ClientRig rig = await ClientRig.StartAsync();
        byte[] bytes = await rig.PutAsync("key", 12 << 20);
        string directory = Directory.CreateDirectory(rig.PathOf("elsewhere")).FullName;
        string file = Path.Combine(directory, "file");
        if (exists)
        {
            await File.WriteAllTextAsync(file, "old");
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        File.CreateSymbolicLink(rig.PathOf("second"), file);
        File.CreateSymbolicLink(rig.PathOf("link"), rig.PathOf("second"));
        await rig.Client.DownloadFileAsync(ClientRig.At("key"), rig.PathOf("link"));

        Assert.Equal(bytes, await File.ReadAllBytesAsync(file));
        Assert.Equal([file], Directory.GetFileSystemEntries(directory));
        Assert.Equal(rig.PathOf("second"), new FileInfo(rig.PathOf("link")).LinkTarget);
        Assert.Equal(exists, File.GetUnixFileMode(file).HasFlag(UnixFileMode.UserExecute));
    }

    [Fact]
    public async Task What_the_kernel_writes_is_uploaded_as_it_is_read()
    {
        await using ClientRig rig = await ClientRig.StartAsync();

        StoredObject stored = await rig.Client.UploadFileAsync(ClientRig.At("key"), "/proc/version");

        byte[] expected = await File.ReadAllBytesAsync("/proc/version");
        Assert.NotEmpty(expected);
        Assert.Equal((expected.Length, Convert.ToHexString(expected)), (stored.Length, Convert.ToHexString(await rig.GetAsync("key"))));
    }

    [Fact]
    public async Task A_pipe_is_uploaded_to_its_end()
    {
        await using ClientRig rig = await ClientRig.StartAsync();
        string pipe = rig.PathOf("pipe");
        await MakePipeAsync(pipe);
        byte[] bytes = TestData.Bytes(12 << 20, seed: 3);

        Task writing = Task.Run(() => WritePipe(pipe, bytes));
        await rig.Client.UploadFileAsync(ClientRig.At("key"), pipe).WaitAsync(Limit);

        await writing.WaitAsync(Limit);
        Assert.Equal(bytes, await rig.GetAsync("key"));
    }

    /// <summary>The last part waits at the store while the file changes.</summary>
    [Theory]
    [InlineData("longer")]
    [InlineData("other bytes")]
    public async Task A_file_that_changes_meanwhile_makes_no_object(string change)
    {
        await using ClientRig rig = await ClientRig.StartAsync(
            faults: new FaultRule { Operations = ["CreateMultipartUpload"], Do = Fault.Change, DelayMs = 500 });
        string path = rig.PathOf("file");
        await File.WriteAllBytesAsync(path, TestData.Bytes(12 << 20, seed: 3));

        Task<StoredObject> uploading = rig.Client.UploadFileAsync(ClientRig.At("key"), path);
        await Eventually.TrueAsync(() => !rig.Front.Log.IsEmpty || uploading.IsCompleted);
        await using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = change == "longer" ? file.Length : 0;
            file.WriteByte(1);
        }

        var exception = await Assert.ThrowsAsync<TransferFailedException>(() => uploading.WaitAsync(Limit));
        Assert.Equal(FailureReason.Changed, exception.Reason);
        Assert.Null(await rig.Client.Catalog.FindAsync(ClientRig.At("key")));
    }

    [Fact]
    public async Task A_file_of_another_length_than_was_said_makes_no_object()
    {
        await using ClientRig rig = await ClientRig.StartAsync();
        string path = rig.PathOf("file");
        await File.WriteAllBytesAsync(path, new byte[100]);

        foreach (long said in (long[])[99, 101])
        {
            await Assert.ThrowsAsync<TransferFailedException>(
                () => rig.Client.UploadFileAsync(ClientRig.At("key"), path, new UploadOptions { Length = said }));
            Assert.Null(await rig.Client.Catalog.FindAsync(ClientRig.At("key")));
        }
    }

    private static async Task MakePipeAsync(string path)
    {
        using Process made = Process.Start("mkfifo", path);
        await made.WaitForExitAsync().WaitAsync(Limit);
        Assert.Equal(0, made.ExitCode);
    }

    private static byte[] ReadPipe(string path)
    {
        using FileStream pipe = File.OpenRead(path);
        var bytes = new MemoryStream();
        pipe.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static void WritePipe(string path, byte[] bytes)
    {
        using var pipe = new FileStream(path, FileMode.Open, FileAccess.Write);
        pipe.Write(bytes);
    }
}

using Microsoft.Extensions.FileSystemGlobbing;
using S3Stream.Directories;
using S3Stream.Tests.Fakes;
using S3Stream.Tests.Faults;
using Xunit;

namespace S3Stream.Tests.Core.Directories;

/// <summary>Directories up, down and the same on both sides.</summary>
public sealed class DirectoryTests
{
    private static readonly string[] Names = ["a.txt", "empty", "sub/b.txt", "sub/deep/ä b.bin"];

    [Fact]
    public async Task A_directory_goes_up_and_comes_down_the_same()
    {
        await using ClientRig rig = await ClientRig.StartAsync();
        string source = await MakeAsync(rig);
        File.CreateSymbolicLink(Path.Combine(source, "link"), Path.Combine(source, "a.txt"));
        Directory.CreateSymbolicLink(Path.Combine(source, "sub", "round"), source);
        var progress = new Recorder();

        DirectoryResult up = await rig.Client.UploadDirectoryAsync(
            source, ClientRig.Bucket, "x", new DirectoryOptions { Progress = progress });
        DirectoryResult down = await rig.Client.DownloadDirectoryAsync(ClientRig.Bucket, "x/", rig.PathOf("target"));

        Assert.Equal((5, 0, 0, 0), (up.Transferred, up.Skipped, up.Deleted, up.Failures.Count));
        Assert.Equal((up.Transferred, up.Bytes), (down.Transferred, down.Bytes));
        Assert.Equal(["x/a.txt", "x/empty", "x/link", "x/sub/b.txt", "x/sub/deep/ä b.bin"], await KeysAsync(rig, "x/"));
        Assert.Equal(Names.Append("link").Order(StringComparer.Ordinal), Files(rig.PathOf("target")));
        foreach (string name in Names)
        {
            Assert.Equal(
                await File.ReadAllBytesAsync(Path.Combine(source, name)),
                await File.ReadAllBytesAsync(Path.Combine(rig.PathOf("target"), name)));
        }

        Assert.Equal([1, 2, 3, 4, 5], progress.Reports.Select(report => report.Transferred));
        Assert.Equal(up.Bytes, progress.Reports[^1].Bytes);
    }

    [Fact]
    public async Task What_is_the_same_is_not_moved_again_and_what_changed_is()
    {
        await using ClientRig rig = await ClientRig.StartAsync();
        string source = await MakeAsync(rig);
        string target = rig.PathOf("target");
        var sync = new DirectoryOptions { Comparison = DirectoryComparison.LengthAndTime, DeleteOthers = true };
        await rig.Client.UploadDirectoryAsync(source, ClientRig.Bucket, "", sync);
        await rig.Client.DownloadDirectoryAsync(ClientRig.Bucket, "", target, sync);

        Assert.Equal((0, 4), await CountsAsync(rig.Client.UploadDirectoryAsync(source, ClientRig.Bucket, "", sync)));
        Assert.Equal((0, 4), await CountsAsync(rig.Client.DownloadDirectoryAsync(ClientRig.Bucket, "", target, sync)));

        await File.WriteAllTextAsync(Path.Combine(source, "a.txt"), "A");
        File.SetLastWriteTimeUtc(Path.Combine(source, "a.txt"), DateTime.UtcNow.AddMinutes(1));
        File.Delete(Path.Combine(source, "empty"));
        DirectoryResult up = await rig.Client.UploadDirectoryAsync(source, ClientRig.Bucket, "", sync);
        Assert.Equal((1L, 2L, 1L), (up.Transferred, up.Skipped, up.Deleted));
        File.SetLastWriteTimeUtc(Path.Combine(target, "a.txt"), DateTime.UtcNow.AddMinutes(-5));
        DirectoryResult down = await rig.Client.DownloadDirectoryAsync(ClientRig.Bucket, "", target, sync);
        Assert.Equal((1L, 2L, 1L), (down.Transferred, down.Skipped, down.Deleted));
        Assert.Equal("A", await File.ReadAllTextAsync(Path.Combine(target, "a.txt")));
        Assert.Equal(["a.txt", "sub/b.txt", "sub/deep/ä b.bin"], Files(target));
    }

    [Fact]
    public async Task A_filter_says_what_takes_part_and_the_rest_is_not_deleted()
    {
        await using ClientRig rig = await ClientRig.StartAsync();
        string source = await MakeAsync(rig);
        await rig.PutAsync("keep.bin", 10);
        await rig.PutAsync("old.txt", 10);
        var options = new DirectoryOptions { Filter = new Matcher().AddInclude("**/*.txt"), DeleteOthers = true };

        DirectoryResult up = await rig.Client.UploadDirectoryAsync(source, ClientRig.Bucket, "", options);

        Assert.Equal((2L, 1L), (up.Transferred, up.Deleted));
        Assert.Equal(["a.txt", "keep.bin", "sub/b.txt"], await KeysAsync(rig, ""));
    }

    [Theory]
    [InlineData("x/../../escaped")]
    [InlineData("x/..")]
    [InlineData("x//escaped")]
    [InlineData("x/./escaped")]
    [InlineData("x/sub//")]
    public async Task A_key_that_would_lie_outside_is_refused_and_writes_nothing(string key)
    {
        await using ClientRig rig = await ClientRig.StartAsync();
        await rig.PutAsync(key, 10);
        await rig.PutAsync("x/good", 10);
        string target = rig.PathOf("target");

        await Assert.ThrowsAsync<IOException>(() => rig.Client.DownloadDirectoryAsync(ClientRig.Bucket, "x", target));
        DirectoryResult down = await rig.Client.DownloadDirectoryAsync(
            ClientRig.Bucket, "x", target, new DirectoryOptions { OnFailure = DirectoryFailurePolicy.Continue, DeleteOthers = true });

        DirectoryFailure failure = Assert.Single(down.Failures);
        Assert.Equal((key, null), (failure.Key, failure.Path));
        Assert.Equal(["target/good"], Files(rig.Scratch));
    }

    [Fact]
    public void A_path_below_the_directory_is_one_whatever_its_name_looks_like()
    {
        Assert.Equal("/r/a..b/...", DirectoryNames.PathOf("/r", "a..b/..."));
        Assert.Equal("/a", DirectoryNames.PathOf("/", "a"));
        Assert.Null(DirectoryNames.PathOf("/r", "/etc/passwd"));
        Assert.Null(DirectoryNames.PathOf("/r", "a\0"));
        Assert.Null(DirectoryNames.PathOf("/r", ""));
    }

    [Fact]
    public async Task One_failure_stops_the_call_or_is_told_at_its_end()
    {
        await using ClientRig rig = await ClientRig.StartAsync(
            faults: new FaultRule { Operations = ["PutObject"], Path = "a\\.txt", Do = Fault.Answer, Status = 403, Code = "AccessDenied" });
        string source = await MakeAsync(rig);

        var exception = await Assert.ThrowsAsync<StorageException>(
            () => rig.Client.UploadDirectoryAsync(source, ClientRig.Bucket, "", new DirectoryOptions { MaxConcurrentFiles = 1 }));
        Assert.Equal(FailureReason.AccessDenied, exception.Reason);
        DirectoryResult result = await rig.Client.UploadDirectoryAsync(
            source, ClientRig.Bucket, "", new DirectoryOptions { OnFailure = DirectoryFailurePolicy.Continue });
        Assert.Equal(3, result.Transferred);
        DirectoryFailure failure = Assert.Single(result.Failures);
        Assert.Equal(("a.txt", Path.Combine(source, "a.txt")), (failure.Key, failure.Path));
        Assert.Equal(0, rig.Client.MemoryInUse);
    }

    [Fact]
    public async Task Everything_below_a_prefix_is_deleted_and_nothing_beside_it()
    {
        await using ClientRig rig = await ClientRig.StartAsync();
        foreach (string key in (string[])["x/a", "x/b/c", "xy", "y"])
        {
            await rig.PutAsync(key, 1);
        }

        Assert.Equal(2, await rig.Client.Catalog.DeletePrefixAsync(ClientRig.Bucket, "x/"));
        Assert.Equal(["xy", "y"], await KeysAsync(rig, ""));
    }

    private static async Task<string> MakeAsync(ClientRig rig)
    {
        string source = rig.PathOf("source");
        foreach ((int number, string name) in Names.Index())
        {
            string path = Path.Combine(source, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, name == "empty" ? [] : EndToEnd.TestData.Bytes(number == 3 ? 11 << 20 : 1, seed: number));
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(-10));
        }

        return source;
    }

    private static async Task<(long, long)> CountsAsync(Task<DirectoryResult> call)
    {
        DirectoryResult result = await call;
        return (result.Transferred, result.Skipped);
    }

    private static string[] Files(string directory) =>
    [
        .. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(directory, path)).Order(StringComparer.Ordinal),
    ];

    private static async Task<List<string>> KeysAsync(ClientRig rig, string prefix) =>
        await rig.Client.Catalog.ListAsync(ClientRig.Bucket, prefix, delimiter: null).Select(entry => entry.Key).ToListAsync();

    private sealed class Recorder : IProgress<DirectoryProgress>
    {
        public List<DirectoryProgress> Reports { get; } = [];

        public void Report(DirectoryProgress value) => Reports.Add(value);
    }
}

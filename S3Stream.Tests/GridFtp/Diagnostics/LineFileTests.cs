using S3Stream.GridFtp.Diagnostics;
using S3Stream.Tests.EndToEnd;
using Xunit;

namespace S3Stream.Tests.GridFtp.Diagnostics;

public sealed class LineFileTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task Lines_are_appended_to_what_is_there_and_a_new_file_is_its_owners_only()
    {
        using var directory = new TemporaryDirectory();
        string path = directory.Path("log");
        await using (var file = new LineFile(path, OwnerOnly, Fail))
        {
            file.Write("one");
        }

        await using (var file = new LineFile(path, OwnerOnly, Fail))
        {
            file.Write("two");
        }

        Assert.Equal(["one", "two"], await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task Reopened_after_the_file_was_moved_away_it_writes_a_new_one()
    {
        using var directory = new TemporaryDirectory();
        string path = directory.Path("log");
        await using (var file = new LineFile(path, OwnerOnly, Fail))
        {
            file.Write("before");
            File.Move(path, path + ".1");
            file.Reopen();
            file.Write("after");
        }

        Assert.Equal("before\n", await File.ReadAllTextAsync(path + ".1", TestContext.Current.CancellationToken));
        Assert.Equal("after\n", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_full_disk_costs_lines_which_are_counted_and_told_once()
    {
        // scenario 60
        List<string> told = [];
        var file = new LineFile("/dev/full", OwnerOnly, told.Add);
        file.Write("lost");
        file.Write("lost too");
        await file.DisposeAsync();

        Assert.Equal(2, file.Lost);
        Assert.Contains("/dev/full", Assert.Single(told), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_made_is_told_at_once()
    {
        Assert.Throws<DirectoryNotFoundException>(() => new LineFile("/nowhere/at/all/log", OwnerOnly, Fail));
    }

    private static void Fail(string problem) => Assert.Fail(problem);
}

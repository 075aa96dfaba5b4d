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
    public async Task Two_servers_that_write_one_file_keep_each_others_lines()
    {
        using var directory = new TemporaryDirectory();
        string path = directory.Path("log");
        await using (var one = new LineFile(path, OwnerOnly, Fail))
        await using (var other = new LineFile(path, OwnerOnly, Fail))
        {
            for (int line = 0; line < 100; line++)
            {
                one.Write($"one {line}");
                other.Write($"other {line}");
                await Task.Yield();
            }
        }

        string[] lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(200, lines.Length);
        Assert.Equal(Enumerable.Range(0, 100).Select(line => $"one {line}"), lines.Where(line => line.StartsWith("one ", StringComparison.Ordinal)));
        Assert.Equal(100, lines.Count(line => line.StartsWith("other ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_file_that_is_truncated_while_it_is_open_goes_on_at_its_new_end()
    {
        // logrotate's copytruncate
        using var directory = new TemporaryDirectory();
        string path = directory.Path("log");
        await using (var file = new LineFile(path, OwnerOnly, Fail))
        {
            file.Write("before");
            await WaitForTextAsync(path, "before\n");
            File.WriteAllText(path, "");
            file.Write("after");
        }

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

    private static async Task WaitForTextAsync(string path, string text)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while (await File.ReadAllTextAsync(path, patience.Token) != text)
        {
            await Task.Delay(5, patience.Token);
        }
    }
}

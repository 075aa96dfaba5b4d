using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;
using Xunit;

namespace S3Stream.Tests.GridFtp.Paths;

public sealed class ListingFormatterTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 15, 12, 0, 0, TimeSpan.Zero);
    private static readonly VirtualPath Path = VirtualPath.Root.Combine("/bucket/dir/small file.bin");

    [Fact]
    public void List_shows_the_time_of_recent_files() =>
        Assert.Equal(
            "-rw-r--r--   1 joe      joe            100000 Jan  2 03:04 small file.bin",
            Formatter().List(File(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero))));

    [Fact]
    public void List_shows_the_year_of_old_files_in_the_same_columns() =>
        Assert.Equal(
            "-r--r--r--   1 joe      joe            100000 Nov 23  2020 small file.bin",
            new ListingFormatter("joe", mayWrite: false, Now).List(File(new DateTimeOffset(2020, 11, 23, 0, 0, 0, TimeSpan.Zero))));

    [Fact]
    public void List_keeps_its_columns_whatever_the_owner() =>
        Assert.StartsWith(
            "drwxr-xr-x   1 J_Doe    J_Doe               0 Jan  1  1970 dir",
            new ListingFormatter("J Doe", mayWrite: true, Now).List(PathEntry.Directory(Path.Parent)), StringComparison.Ordinal);

    [Fact]
    public void Facts_come_in_order_with_one_blank_before_the_name() =>
        Assert.Matches(
            "^Type=file;Modify=20200102030405;Size=100000;Perm=dfrw;UNIX.mode=0644;UNIX.owner=a%20b%3B;UNIX.group=a%20b%3B;Unique=s3-[0-9a-f]{16}; small file.bin$",
            new ListingFormatter("a b;", mayWrite: true, Now).Facts(
                File(new DateTimeOffset(2020, 1, 2, 3, 4, 5, TimeSpan.Zero)), MlsxFacts.Default, "small file.bin"));

    [Fact]
    public void Directories_without_a_time_have_no_Modify() =>
        Assert.Equal(
            "Type=cdir;Size=0; .",
            Formatter().Facts(PathEntry.Directory(Path.Parent), MlsxFacts.Type | MlsxFacts.Modify | MlsxFacts.Size, ".", "cdir"));

    [Fact]
    public void Unique_is_the_same_for_a_path_always_and_not_for_another()
    {
        Assert.Equal("s3-", ListingFormatter.Unique(Path)[..3]);
        Assert.Equal(ListingFormatter.Unique(Path), ListingFormatter.Unique(VirtualPath.Root.Combine(Path.Text)));
        Assert.NotEqual(ListingFormatter.Unique(Path), ListingFormatter.Unique(Path.Parent));
    }

    [Theory]
    [InlineData("type;SIZE;nonsense;", "Type;Size;")]
    [InlineData("", "")]
    [InlineData("Size;Modify;UNIX.uid;Type", "Type;Modify;Size;")]
    public void Facts_are_chosen_by_name(string wanted, string granted)
    {
        MlsxFacts facts = MlsxFactNames.Parse(wanted);

        Assert.Equal(granted, MlsxFactNames.Join(facts));
        Assert.Equal(granted.Count(c => c == ';'), MlsxFactNames.Feature(facts).Count(c => c == '*'));
    }

    [Fact]
    public void Blanks_between_facts_are_an_error() => Assert.Throws<FtpException>(() => MlsxFactNames.Parse("Type; Size;"));

    private static ListingFormatter Formatter() => new("joe", mayWrite: true, Now);

    private static PathEntry File(DateTimeOffset modified) =>
        PathEntry.File(Path, new ObjectEntry { Key = Path.Key, Length = 100_000, LastModified = modified });
}

using FsCheck.Xunit;
using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;
using Xunit;

namespace S3Stream.Tests.GridFtp.Paths;

public sealed class VirtualPathTests
{
    [Theory]
    [InlineData("/", "/bucket/a/b", "/bucket/a/b")]
    [InlineData("/", "bucket", "/bucket")]
    [InlineData("/bucket/a", "b", "/bucket/a/b")]
    [InlineData("/bucket/a", "", "/bucket/a")]
    [InlineData("/bucket/a", ".", "/bucket/a")]
    [InlineData("/bucket/a", "..", "/bucket")]
    [InlineData("/bucket/a", "../../../..", "/")]
    [InlineData("/bucket/a", "../../../other/x", "/other/x")]
    [InlineData("/bucket/a", "/", "/")]
    [InlineData("/bucket/a", "~", "/")]
    [InlineData("/bucket/a", "~/other/x", "/other/x")]
    [InlineData("/bucket/a", "~x", "/bucket/a/~x")]
    [InlineData("/", "//bucket//a///b//", "/bucket/a/b")]
    [InlineData("/bucket", "a/ b /...", "/bucket/a/ b /...")]
    [InlineData("/bucket", "%2e%2e/x\\y?z#f", "/bucket/%2e%2e/x\\y?z#f")]
    public void Arguments_are_resolved(string directory, string argument, string expected) => // scenario 49
        Assert.Equal(expected, VirtualPath.Root.Combine(directory).Combine(argument).Text);

    [Property]
    public void Whatever_the_argument_the_path_is_canonical_and_names_what_it_says(string?[] words) // scenario 49
    {
        string argument = "/bucket/" + string.Join('/', words.Select(word => word is null or "x" ? ".." : word));
        VirtualPath path;
        try
        {
            path = VirtualPath.Root.Combine(argument);
        }
        catch (FtpException exception)
        {
            Assert.InRange(exception.Reply.Code, 550, 553);
            return;
        }

        Assert.StartsWith("/", path.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("//", path.Text, StringComparison.Ordinal);
        Assert.Equal(path, VirtualPath.Root.Combine(path.Text));
        Assert.DoesNotContain(path.Text.Split('/'), name => name is "." or "..");
        Assert.True(path.IsRoot || VirtualPath.IsBucketName(path.Bucket));
        Assert.Equal(path.Location, path.IsRoot ? "/" : path.IsBucket ? "/" + path.Bucket : $"/{path.Bucket}/{path.Key}");
        Assert.True(path.Parent.Contains(path));
    }

    [Theory] // scenario 49
    [InlineData("/bucket/a\0b", 553)]
    [InlineData("/bucket/a\rb", 553)]
    [InlineData("/..%2fetc/passwd", 550)]
    [InlineData("/-bucket/x", 550)]
    [InlineData("/a b/x", 550)]
    [InlineData("/b\u00fccket", 550)]
    [InlineData("/buc..ket/x", 550)]
    [InlineData("/ab", 550)]
    public void What_cannot_be_a_path_is_refused(string argument, int code) =>
        Assert.Equal(code, Assert.Throws<FtpException>(() => VirtualPath.Root.Combine(argument)).Reply.Code);

    [Fact] // scenario 39
    public void Bytes_that_are_no_UTF8_are_refused() =>
        Assert.Equal(553, Assert.Throws<FtpException>(
            () => VirtualPath.Root.Combine(WireText.Decode([(byte)'/', (byte)'b', (byte)'/', 0xFE]))).Reply.Code);

    [Fact]
    public void Keys_end_at_1024_bytes()
    {
        Assert.Equal(1_024, VirtualPath.Root.Combine("/bucket/" + new string('x', 1_024)).Key.Length);
        Assert.Throws<FtpException>(() => VirtualPath.Root.Combine("/bucket/" + new string('x', 1_025)));
        Assert.Throws<FtpException>(() => VirtualPath.Root.Combine("/bucket/" + new string('\u00fc', 513)));
    }

    [Fact]
    public void Parts_of_a_path()
    {
        VirtualPath path = VirtualPath.Root.Combine("/bucket/a/b");

        Assert.Equal(("bucket", "a/b", "b", "a/b/"), (path.Bucket, path.Key, path.Name, path.DirectoryPrefix));
        Assert.Equal(new ObjectAddress("bucket", "a/b"), path.Address);
        Assert.Equal("/bucket/a", path.Parent.Text);
        Assert.True(path.Parent.Parent.IsBucket);
        Assert.Equal("", path.Parent.Parent.DirectoryPrefix);
        Assert.True(path.Parent.Parent.Parent.IsRoot);
        Assert.Equal(VirtualPath.Root, VirtualPath.Root.Parent);
        Assert.Throws<FtpException>(() => path.Parent.Parent.Address);
    }

    [Theory]
    [InlineData("/bucket/a", "/bucket/a/b", true)]
    [InlineData("/bucket/a", "/bucket/a", true)]
    [InlineData("/bucket/a", "/bucket/ab", false)]
    [InlineData("/bucket/a/b", "/bucket/a", false)]
    [InlineData("/", "/bucket", true)]
    public void Contains_is_by_component(string directory, string path, bool expected) =>
        Assert.Equal(expected, VirtualPath.Root.Combine(directory).Contains(VirtualPath.Root.Combine(path)));
}

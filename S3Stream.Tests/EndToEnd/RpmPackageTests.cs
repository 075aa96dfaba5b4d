using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>The rpm package, made by Debian's rpmbuild and unpacked.</summary>
[Trait("Lane", "EndToEnd")]
public sealed class RpmPackageTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Rpmlint_finds_nothing_wrong_with_it()
    {
        ClientTool.Require("rpmlint");
        string package = await PackageAsync();

        ToolResult judged = await ClientTool.RunAsync(
            "rpmlint", ["--strict", "--config", Repository.Path("packaging", "rpm", "rpmlint.toml"), package]);

        judged.AssertSuccess();
        Assert.Contains("0 errors, 0 warnings", judged.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_holds_program_unit_and_settings_and_names_what_it_needs()
    {
        ClientTool.Require("cpio");
        string package = await PackageAsync();
        string root = Directory.CreateDirectory(_directory.Path("root")).FullName;

        (await ClientTool.RunAsync("sh", ["-c", "rpm2cpio \"$1\" | cpio -idm --quiet", "sh", package], directory: root)).AssertSuccess();

        Assert.All(
            new[]
            {
                "usr/bin/s3stream-gridftp", "usr/lib/systemd/system/s3stream-gridftp.service", "usr/lib/sysusers.d/s3stream-gridftp.conf",
                "usr/lib/tmpfiles.d/s3stream-gridftp.conf", "usr/lib/firewalld/services/s3stream-gridftp.xml",
                "usr/share/man/man8/s3stream-gridftp.8.gz", "usr/share/zsh/site-functions/_s3stream-gridftp", "etc/s3stream/settings.conf",
                "etc/logrotate.d/s3stream-gridftp", "usr/share/doc/s3stream-gridftp/docs/operation.md",
            },
            file => Assert.True(File.Exists(Path.Combine(root, file)), file));
        Assert.Equal(
            await File.ReadAllBytesAsync(ServerProcess.Executable, TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(Path.Combine(root, "usr/bin/s3stream-gridftp"), TestContext.Current.CancellationToken));
        string needs = (await ClientTool.RunAsync("rpm", ["-qp", "--requires", package])).AssertSuccess().Output;
        Assert.Contains("libc.so.6(GLIBC_2.", needs, StringComparison.Ordinal);
        Assert.Contains("openssl-libs", needs, StringComparison.Ordinal);
        string modes = (await ClientTool.RunAsync(
            "rpm", ["-qp", "--queryformat", "[%{FILEMODES:perms} %{FILEUSERNAME} %{FILEGROUPNAME} %{FILENAMES}\n]", package])).Output;
        Assert.Contains("-rw-r----- root s3stream /etc/s3stream/settings.conf\n", modes, StringComparison.Ordinal);
        Assert.Contains("-rw------- root root /etc/s3stream/environment\n", modes, StringComparison.Ordinal);
        Assert.Contains("drwxr-x--- s3stream s3stream /var/lib/s3stream\n", modes, StringComparison.Ordinal);
    }

    private async Task<string> PackageAsync()
    {
        ClientTool.Require("rpmbuild");
        ToolResult made = (await ClientTool.RunAsync(
            Repository.Path("scripts", "package.sh"),
            [_directory.Path("out")],
            environment: new Dictionary<string, string?> { ["KINDS"] = "rpm", ["ENDPOINT"] = ServerProcess.Executable })).AssertSuccess();
        return made.Output.Split('\n')[0];
    }
}
